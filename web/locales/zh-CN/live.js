// Texts of what others change while one looks, in Chinese.
export default {
  "live.by": "{who} 改于 {at}",
  "live.became": "{who}刚把它改为“{value}”，保存时可以选择保留哪一个",
  "live.somebody": "其他人",
  "live.system": "系统",
  "live.empty": "空",
  "live.list": "列表有更新",
  "live.list_n": "{n} 条有更新",
};
