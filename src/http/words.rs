//! The catalogue of problems: a row each, Chinese and English.

pub type Texts = (&'static str, &'static str);

/// `slug, (title, detail) in Chinese, (title, detail) in English`.
pub static DETAILS: &[(&str, Texts, Texts)] = &[
    (
        "missing",
        ("找不到", "这条记录不存在，或者你无权查看。"),
        ("Not found", "It does not exist, or you may not see it."),
    ),
    (
        "denied",
        ("没有权限", "你的角色不允许这样做。请联系系统管理员。"),
        ("Not allowed", "Your role does not allow this. Ask an administrator."),
    ),
    (
        "invalid",
        ("内容有误", "请修改标出的内容后再保存，什么都没有改变。"),
        ("Please check", "Correct what is marked and save again; nothing was changed."),
    ),
    (
        "filter",
        ("筛选条件有误", "筛选条件无法读懂。"),
        ("Filter not understood", "The filter cannot be read."),
    ),
    (
        "stale",
        ("已被他人修改", "你打开之后，别人修改了这条记录。你的修改还没有保存。"),
        (
            "Changed by someone else",
            "Someone changed this record after you opened it. Your change is not saved yet.",
        ),
    ),
    (
        "version-required",
        ("缺少版本", "修改或删除需要 If-Match 请求头，写上读取时的版本。"),
        ("Version needed", "A change needs the If-Match header with the version that you read."),
    ),
    (
        "version-form",
        ("版本有误", "If-Match 应为读取时的 ETag，例如 \"4\"。"),
        ("Version not understood", "If-Match must be the ETag that you read, such as \"4\"."),
    ),
    (
        "taken",
        ("已被占用", "另一条记录已经使用了这个值。"),
        ("Already in use", "Another record has this value."),
    ),
    (
        "sign-in",
        ("请登录", "登录已结束或尚未登录。"),
        ("Please sign in", "You are not signed in, or the session has ended."),
    ),
    (
        "wrong-password",
        ("登录失败", "账号或密码不正确。"),
        ("Sign-in failed", "The login or the password is not right."),
    ),
    ("limit", ("尝试过于频繁", "请稍候再试。"), ("Too often", "Please wait before you try again.")),
    (
        "streams",
        ("打开的页面太多", "你同时打开的页面太多，请关闭一些；这一页不会自动更新。"),
        (
            "Too many open pages",
            "You have too many pages open. Close some: this one does not update by itself.",
        ),
    ),
    (
        "index-behind",
        ("搜索正在更新", "刚才的修改正在加入搜索，请稍后再试。"),
        ("Search is catching up", "The last change is being indexed; try again in a moment."),
    ),
    ("busy", ("服务器忙", "请稍后再试。"), ("Busy", "Please try again in a moment.")),
    (
        "rule",
        ("不能这样做", "这一步现在不能执行，什么都没有改变。"),
        ("Not possible", "This cannot be done now; nothing was changed."),
    ),
    (
        "preview",
        ("允许（测试中）", "以这个角色可以这样做。现在是测试权限，什么都没有保存。"),
        ("Allowed (testing)", "This role may do this. You are testing rights: nothing was kept."),
    ),
    (
        "preview-changed",
        (
            "测试状态已变",
            "权限测试已在别处开始或结束，页面显示的已经不是现在的权限。什么都没有改变，请再操作一次。",
        ),
        (
            "Testing has changed",
            "A test of rights began or ended elsewhere: the page showed other rights than you have now. \
             Nothing was changed; please do this once more.",
        ),
    ),
    (
        "broken",
        ("服务器出错", "出现了意外错误。请把请求编号告诉管理员。"),
        ("Something broke", "An unexpected error. Give the request id to your administrator."),
    ),
    (
        "json",
        ("JSON 有误", "请求内容不是有效的 JSON，或者含有未知、重复的成员。"),
        ("JSON not understood", "The body is no valid JSON, or has unknown or repeated members."),
    ),
    (
        "json-object",
        ("JSON 有误", "请求内容应为一个 JSON 对象。"),
        ("JSON not understood", "The body must be one JSON object."),
    ),
    (
        "json-only",
        ("格式不支持", "请以 Content-Type: application/json 发送。"),
        ("Unsupported type", "Send it as Content-Type: application/json."),
    ),
    (
        "query",
        ("参数有误", "查询参数无法读懂。"),
        ("Query not understood", "A query parameter cannot be read."),
    ),
    (
        "idempotency-key",
        ("参数有误", "Idempotency-Key 最多 200 个字符。"),
        ("Key too long", "Idempotency-Key has at most 200 characters."),
    ),
    (
        "body-large",
        ("内容过大", "请求内容超过 1 MiB。"),
        ("Too large", "The body is larger than 1 MiB."),
    ),
    (
        "attachment-large",
        ("文件过大", "附件不能超过 50 MB。"),
        ("File too large", "An attachment has at most 50 MB."),
    ),
    (
        "upload-large",
        ("文件过大", "文件超过 1 GiB。"),
        ("File too large", "The file is larger than 1 GiB."),
    ),
    (
        "body-slow",
        ("超时", "请求内容没有按时送达。"),
        ("Timed out", "The body did not arrive in time."),
    ),
    (
        "body-broken",
        ("传输中断", "请求内容没有收全。"),
        ("Interrupted", "The body did not arrive whole."),
    ),
    ("body-of-get", ("请求有误", "GET 请求不应带有内容。"), ("Bad request", "A GET has no body.")),
    (
        "uri-long",
        ("地址过长", "地址超过 16 KiB。"),
        ("Address too long", "The address is longer than 16 KiB."),
    ),
    (
        "method",
        ("方法不支持", "这个地址不支持此方法。"),
        ("Method not allowed", "This address does not know the method."),
    ),
    (
        "csrf",
        ("请求被拒绝", "这个请求不是从本系统的页面发出的。"),
        ("Refused", "This request does not come from our own page."),
    ),
    (
        "host",
        ("地址不符", "请用启动时显示的地址访问。"),
        ("Unknown host", "Use the address that the start has printed."),
    ),
    (
        "https-needed",
        ("需要加密连接", "请用 https:// 开头的地址访问。"),
        ("Encryption needed", "Use the address that begins with https://."),
    ),
    (
        "setup-local",
        (
            "请在服务器本机上设置",
            "第一位管理员只能在运行本程序的电脑上创建。请在那台电脑上打开启动时显示的链接，\
             或加上 --setup-remote 重新启动，或在命令行运行 zhike user add。",
        ),
        (
            "Set up on the server itself",
            "The first administrator is made on the machine that runs this program. Open the link \
             that the start has printed there, or start it with --setup-remote, or run \
             zhike user add.",
        ),
    ),
    (
        "file",
        ("无法读取文件", "文件无法导入，什么都没有改变。"),
        ("File not readable", "The file cannot be imported; nothing was changed."),
    ),
];
