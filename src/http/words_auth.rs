//! The catalogue of messages about signing in, in the form of the other one.

use crate::http::words::Texts;

pub static DETAILS: &[(&str, Texts, Texts)] = &[
    (
        "code-needed",
        ("需要验证码", "请输入验证器应用中的 6 位验证码，或一个恢复码。"),
        ("Code needed", "Enter the six digits of your authenticator app, or a recovery code."),
    ),
    (
        "wrong-code",
        ("验证码不正确", "验证码不正确、已经用过或已过期。请等待下一个验证码。"),
        ("Wrong code", "The code is wrong, was used before, or is too old. Wait for the next one."),
    ),
    (
        "attempt-over",
        ("请重新登录", "验证码输错次数过多，请重新输入密码。"),
        ("Begin again", "Too many wrong codes. Begin again with the password."),
    ),
    (
        "server-clock",
        (
            "服务器时间异常",
            "服务器时间早于上次登录的时间，无法核对验证码。请管理员校准服务器时间，或使用恢复码。",
        ),
        (
            "The server's clock is wrong",
            "It stands before your last sign-in, so that no code can be checked. Have the clock of the \
             server set, or use a recovery code.",
        ),
    ),
    (
        "locked",
        (
            "登录已锁定",
            "这个账号在陌生地点连续失败次数过多。请从常用设备登录，或请管理员解除锁定。",
        ),
        (
            "Locked",
            "This login has failed too often from places that it is not known at. Sign in where you \
             usually do, or ask an administrator to unlock it.",
        ),
    ),
    (
        "link",
        ("链接无效", "这个链接已使用过或已过期，请向管理员索取新的链接。"),
        ("Link not valid", "It was used or has run out. Ask an administrator for a new one."),
    ),
    (
        "factor-needed",
        ("请先启用双因素认证", "你的权限要求双因素认证，期限已过。请先在账号页面启用。"),
        (
            "Second factor needed",
            "Your rights ask for a second factor, and the time to set it up is over. Set it up first.",
        ),
    ),
    (
        "factor-required",
        ("不能关闭", "你的权限要求双因素认证，不能关闭。可以换用新的验证器。"),
        (
            "Cannot be switched off",
            "Your rights ask for a second factor. You can set up another app in its place.",
        ),
    ),
    (
        "password-due",
        ("请修改密码", "密码已超过 90 天，按公司设置需要先修改密码。"),
        (
            "New password needed",
            "The password is older than 90 days; your firm asks for a new one first.",
        ),
    ),
    (
        "step-up",
        ("请再次确认身份", "这一步需要再次输入密码或验证码，5 分钟内有效。"),
        (
            "Show again who you are",
            "This needs your password or a code once more; it holds for five minutes.",
        ),
    ),
    (
        "token-scope",
        ("令牌权限不足", "这个令牌不能用于此操作。"),
        ("Out of the token's scope", "The token was not made for this."),
    ),
];

pub static FAULTS: &[(&str, &str, &str)] = &[
    (
        "password_classes",
        "至少包含大写字母、小写字母、数字、其他字符中的 {limit} 类",
        "Needs {limit} of: upper case, lower case, digits, other characters",
    ),
    ("password_former", "不能使用最近 5 次用过的密码", "It is one of the last five passwords"),
    ("one_of_two", "密码和验证码请填一项", "Give either the password or a code"),
];
