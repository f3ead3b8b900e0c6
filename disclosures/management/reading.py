"""Files that the operator names at the command line."""

from __future__ import annotations

from pathlib import Path

from django.core.management.base import CommandError

WHY = {
    FileNotFoundError: "没有这个文件夹",
    IsADirectoryError: "这是文件夹",
    NotADirectoryError: "没有这个文件夹",
    PermissionError: "没有权限",
}


def bytes_of(file: Path) -> bytes:
    """What stands in a file; CommandError with a sentence and exit code 2 where it cannot be read."""
    try:
        return file.read_bytes()
    except FileNotFoundError:
        raise CommandError(f"没有 {file} 这个文件", returncode=2) from None
    except OSError as error:
        raise CommandError(f"打不开 {file}：{why(error)}", returncode=2) from None


def why(error: OSError) -> str:
    return WHY.get(type(error)) or error.strerror or str(error)
