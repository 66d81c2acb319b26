"""Leave secrets out of what is kept of a run: tokens, passwords, and credentials in URLs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

#: What stands for a secret
HIDDEN = "***"
#: Words of a name whose value is a secret, and those whose value is one if it looks like it
_SECRET_NAMES = frozenset(
    ("password", "passwd", "pwd", "secret", "secrets", "credential", "credentials", "apikey")
)
_TOKEN_NAMES = frozenset(("token", "key", "auth", "authorization", "bearer"))
#: The tokens of well-known services, each with its name
_TOKENS = (
    (r"-----BEGIN [A-Z ]*PRIVATE KEY", "a private key"),
    (r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b", "an access key of AWS"),
    (r"\b(?:gh[pousr]_[A-Za-z0-9]{30,}|github_pat_\w{30,})", "a token of GitHub"),
    (r"\bglpat-[\w-]{20,}", "a token of GitLab"),
    (r"\bhf_[A-Za-z0-9]{20,}", "a token of Hugging Face"),
    (r"\bsk-[A-Za-z0-9_-]{20,}", "an API key"),
    (r"\bwandb_v\d_\w{20,}", "an API key of W&B"),
    (r"\bxox[abeoprs]-[\w-]{10,}", "a token of Slack"),
    (r"\bAIza[\w-]{35}", "an API key of Google"),
    (r"\bpypi-[\w-]{30,}", "a token of PyPI"),
    (r"(?i)(?<=\bbearer )(?=\S*\d)[\w.~+/-]{12,}=*", "a bearer token"),
    (r"\beyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]+", "a JSON Web Token"),
)
_CREDENTIALS = re.compile(r"\b([A-Za-z][A-Za-z0-9+.-]*://)([^/\s@'\"]+)@")
#: The folder of a user on Linux and macOS
_HOME = re.compile(r"(?<![\w./~-])(?:/home/[^/\s'\":]+|/Users/[^/\s'\":]+|/root)(?=[/\s'\":]|$)")
#: A name and its value in source text or in a configuration file
_ASSIGNED = re.compile(
    r"([A-Za-z][\w.-]*)['\"]?\s*[:=]\s*"
    r"(?:(['\"])([^'\"]{6,})\2|([^\s'\",;()\[\]${}]*\d[^\s'\",;()\[\]${}]*)(?=[\s,;]|$))"
)


def is_secret(name: str, value: str) -> bool:
    """Return whether *value*, which *name* is set to, must not be kept.

    >>> is_secret("--api-key", "x"), is_secret("max_tokens", "512"), is_secret("token", "[PAD]")
    (True, False, False)
    """
    return bool(value) and (_names_secret(name, value) or _is_token(value))


def _names_secret(name: str, value: str) -> bool:
    words = re.sub(r"([a-z])(?=[A-Z])", r"\1 ", name)
    parts = [part.lower() for part in re.split(r"[^A-Za-z0-9]+", words)]
    if _SECRET_NAMES.intersection(parts) or ("api" in parts and "key" in parts):
        return True
    looks_like_one = len(value) >= 12 and bool(re.search(r"\d", value)) and " " not in value
    return bool(looks_like_one and _TOKEN_NAMES.intersection(parts))


def _is_token(text: str) -> bool:
    return any(re.search(pattern, text) for pattern, _ in _TOKENS)


def without_credentials(url: str) -> str:
    """Return a URL without the name and the password of a user; other texts stay.

    >>> without_credentials("https://me:pw@example.org/a.git")
    'https://example.org/a.git'
    >>> without_credentials("ssh://git@example.org/a.git")  # a name alone is needed there
    'ssh://git@example.org/a.git'
    """

    def plain(match: re.Match[str]) -> str:
        name = match[2].partition(":")[0]
        return f"{match[1]}{name}@" if "ssh" in match[1] else match[1]

    return _CREDENTIALS.sub(plain, url)


def redacted(words: Sequence[str]) -> list[str]:
    """Return the arguments of a command with ``***`` for each secret.

    >>> redacted(["a.py", "--token", "hf_0123456789abcdef0123", "--lr", "1"])
    ['a.py', '--token', '***', '--lr', '1']
    """
    kept: list[str] = []
    for word in words:
        before = kept[-1] if kept else ""
        name, equals, value = word.partition("=")
        if before.startswith("-") and "=" not in before and _names_secret(before, word):
            kept.append(HIDDEN)
        elif " " in word:  # the script of a shell
            kept.append(_redacted_text(word))
        elif equals and is_secret(name, value):
            kept.append(f"{name}={HIDDEN}")
        else:
            kept.append(HIDDEN if _is_token(word) else without_credentials(word))
    return kept


def _redacted_text(text: str) -> str:
    for pattern, _ in _TOKENS:
        text = re.sub(pattern, HIDDEN, text)
    pairs = re.compile(r"([\w-]+)(=|\s+)(?!-)(['\"]?)([^\s'\"]+)\3")

    def hide(match: re.Match[str]) -> str:
        named = match[2] == "=" or match[1].startswith("-")
        hidden = named and is_secret(match[1], match[4])
        return f"{match[1]}{match[2]}{HIDDEN}" if hidden else match[0]

    return without_credentials(pairs.sub(hide, text))


def without_home(text: str) -> str:
    """Return *text* with ``~`` for the folder of a user, whose name nobody else needs.

    >>> without_home("--data=/home/ada/digits.npz")
    '--data=~/digits.npz'
    """
    return _HOME.sub("~", text)


def kept_command(words: Sequence[str], folder: str) -> list[str]:
    """Return the arguments of a command that runs in *folder* as they are kept.

    Paths in that folder are relative to it, and there are no secrets in them.
    """
    relative = [word.replace(f"{folder}/", "") if folder != "/" else word for word in words]
    return [without_home(word) for word in redacted(relative)]


def without_secrets(params: Mapping[str, object]) -> dict[str, object]:
    """Return *params* without those whose value is a secret."""
    return {
        name: without_home(without_credentials(value)) if isinstance(value, str) else value
        for name, value in params.items()
        if not is_secret(name.rpartition("/")[2], str(value))
    }


def secrets_in_patch(patch: str) -> Iterator[str]:
    """Yield where a line that *patch* adds has what looks like a secret, and what it looks like."""
    path, number = "", 0
    for line in patch.splitlines():
        if line.startswith("+++ "):
            path = line[4:].partition("/")[2]
        elif start := re.match(r"@@ -\S+ \+(\d+)", line):
            number = int(start[1]) - 1
        elif not line.startswith("-"):
            number += 1
            if line.startswith("+") and (kind := _kind_of_secret(line[1:])):
                yield f"{path}:{number}: this line looks like it has {kind}"


def _kind_of_secret(line: str) -> str:
    for pattern, kind in _TOKENS:
        if re.search(pattern, line):
            return kind
    if without_credentials(line) != line:
        return "a URL with a password"
    for match in _ASSIGNED.finditer(line):
        if is_secret(match[1], match[3] or match[4]):
            return f"the value of `{match[1]}`"
    return ""
