"""What is typed to come in. Every attempt is counted before it is looked at (attempts.py)."""

from __future__ import annotations

from django import forms
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth.forms import PasswordChangeForm
from django.core.exceptions import ValidationError

from ..origin import address_of
from . import actions, attempts
from .passwords import LONGEST

WRONG_CODE = "验证码不对，或已经用过。请等下一个验证码再试。"


class PasswordForm(AdminAuthenticationForm):
    """用户名 and 密码. The same sentence whether the name, the password or the right to come in is missing."""

    password = forms.CharField(
        label="密码",
        strip=False,
        max_length=LONGEST,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    error_messages = {"invalid_login": "用户名或密码不对，请重新输入。", "locked": attempts.LOCKED}

    def clean(self):
        username, password = self.cleaned_data.get("username"), self.cleaned_data.get("password")
        if not username or not password:
            return self.cleaned_data
        address = address_of(self.request)
        if not attempts.may_try_password(username, address):
            raise ValidationError(attempts.LOCKED, code="locked")
        try:
            cleaned = super().clean()
        except ValidationError:
            actions.failed(username=username, factor="密码")
            raise
        attempts.password_was_right(username, address)
        return cleaned

    def confirm_login_allowed(self, user):
        """The backend has decided: whoever has nothing to do here was not even recognised."""

    def get_invalid_login_error(self):
        return ValidationError(self.error_messages["invalid_login"], code="invalid_login")


class CodeForm(forms.Form):
    """验证码, for a person whose password was right."""

    code = forms.CharField(
        label="验证码",
        max_length=40,
        error_messages={"required": "请填写验证码", "max_length": WRONG_CODE},
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autofocus": True, "size": 14}),
    )

    def __init__(self, *args, user, is_right, **kwargs):
        self.user, self.is_right, self.how = user, is_right, ""
        super().__init__(*args, **kwargs)

    def clean_code(self):
        if not attempts.may_try_code(self.user.get_username()):
            raise ValidationError(attempts.LOCKED_CODE, code="locked")
        self.how = self.is_right(self.user, self.cleaned_data["code"])
        if not self.how:
            actions.failed(username=self.user.get_username(), factor="验证码")
            raise ValidationError(WRONG_CODE, code="wrong")
        return self.cleaned_data["code"]


class ChosenPasswordForm(PasswordChangeForm):
    """A password of one's own, another than before."""

    def clean_new_password1(self):
        password = self.cleaned_data["new_password1"]
        if self.user.check_password(password):
            raise ValidationError("新密码不能与原密码相同。", code="same")
        return password

    def save(self, commit=True):
        user = super().save(commit)
        actions.password_changed(by=user)
        return user
