// Texts of the first start in Chinese.
export default {
  "setup.title": "开始使用知客",
  "setup.lead": "建立公司和第一位管理员，大约一分钟",
  "setup.token": "设置口令",
  "setup.token.hint": "启动服务时打印在终端，也在打印的网址里",
  "setup.company": "公司名称",
  "setup.company.hint": "显示在左上角，以后可在设置里修改",
  "setup.name": "你的姓名",
  "setup.login": "用户名",
  "setup.login.hint": "登录时使用，例如 admin",
  "setup.password": "密码",
  "setup.repeat": "再输一次密码",
  "setup.repeat.differs": "两次输入的密码不一样",
  "setup.needed": "请填写{label}",
  "setup.go": "创建并进入",
  "setup.done": "已建好，欢迎使用知客",
};
