"""What is refused around text messages, and why."""

from services.kit.errors import TooManyRequests, Unavailable


class SmsUnavailable(Unavailable):
    code = "sms-unavailable"
    zh = "短信服务暂不可用，请稍后再试。"
    en = "Text messages cannot be sent now; please try again shortly."


class SmsLimit(TooManyRequests):
    code = "sms-limit"
    zh = "该号码获取验证码过于频繁，请稍后再试。"
    en = "Too many codes were sent to this number; please wait."


class SmsAddressLimit(TooManyRequests):
    code = "sms-address-limit"
    zh = "您所在的网络获取验证码过于频繁，请稍后再试，或换用其他方式登录。"
    en = "Too many codes were asked for from your network; please wait, or sign in in another way."


class SmsTotalReached(TooManyRequests):
    code = "sms-total-reached"
    zh = "当前获取验证码的人数过多，请稍后再试，或换用其他方式登录。"
    en = "Too many codes are being sent at present; please wait, or sign in in another way."
