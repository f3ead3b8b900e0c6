#!/usr/bin/env python3
"""核对从明账下载的文件，以及公开总账本身。 Checks files from a Mingzhang site, and its public ledger.

    python3 verify.py 文件 …                              核对文件 / check files
    python3 verify.py 文件 … --manifest manifest.json --ledger ledger.jsonl    离线核对 / the same off line
    python3 verify.py --head head.txt                     总账有没有被改写 / has the ledger been rewritten since?

结果 / exit: 0 相符 agrees · 1 不相符 differs · 2 无法核对 cannot be checked
只用 Python 3.8 以上的标准库，不上传文件。 Standard library of Python 3.8 or newer; nothing is uploaded.

公开总账每行是一条记录（RFC 8785 规范 JSON），previous 是上一行的 SHA-256。每一版的 manifest.json 列出各文件的
SHA-256（files）和一个随机数（salt），记录里的 files 是两者合起来的 SHA-256。
Each line of the ledger is one entry; “previous” is the SHA-256 of the line before. The manifest.json of a version lists
its files with their SHA-256, and a random salt; “files” in the entry is the SHA-256 of salt and list.
"""

import argparse
import hashlib
import http.client
import json
import re
import sys
import urllib.error
import urllib.request

SITE = ""  # 从网站下载的这个文件，这里是那个网站的地址 / the site that this file was downloaded from
AGREES, DIFFERS, UNKNOWN = 0, 1, 2
LONGEST_LINE = 4 * 1024 * 1024
MOST_TOLD = 5


class Differs(Exception):
    """Something is not as it was published. Two sentences: Chinese, English."""


class Unusable(Exception):
    """Something cannot be checked at all. Two sentences: Chinese, English."""


class NotThere(Unusable):
    """A site has nothing at an address."""


# What is looked at -------------------------------------------------------------------------------------------------


def canonical(value):
    """Canonical JSON (RFC 8785) of what is published: no fractions, keys in ASCII."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return text.encode("utf-8")


def sha256_of_file(path):
    digest = hashlib.sha256()
    try:
        with open(path, "rb") as file:
            for block in iter(lambda: file.read(1 << 20), b""):
                digest.update(block)
    except OSError as error:
        raise Unusable(f"打不开 {path}：{error.strerror}", f"Cannot open {path}: {error.strerror}") from error
    return digest.hexdigest()


def document_in(path):
    """(digest of the document in a disclosure.json, digest that the file states); None for any other file."""
    if not path.lower().endswith(".json"):
        return None
    try:
        with open(path, encoding="utf-8") as file:
            read = json.load(file)
        return hashlib.sha256(canonical(read["document"])).hexdigest(), read["sha256"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None


class Manifest:
    """The files of one version by their SHA-256, and the digest of the entry that holds for them."""

    def __init__(self, read, source):
        try:
            self.names = {file["sha256"]: file["name"] for file in read["files"]}
            listed = hashlib.sha256(read["salt"].encode("utf-8") + canonical(read["files"])).hexdigest()
            fits = listed == read["entry"]["files"]
            self.entry = hashlib.sha256(canonical(read["entry"])).hexdigest()
        except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
            raise Unusable(f"{source} 不是 manifest.json", f"{source} is no manifest.json") from error
        if not fits:
            raise Differs(
                f"{source} 里的文件清单与其中的记录不符：清单被改动过。",
                f"The list of files in {source} is not that of its entry: it was changed.",
            )
        self.source = source


def manifest_of_file(path):
    try:
        with open(path, encoding="utf-8") as file:
            read = json.load(file)
    except OSError as error:
        raise Unusable(f"打不开 {path}：{error.strerror}", f"Cannot open {path}: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise Unusable(f"{path} 不是 manifest.json", f"{path} is no manifest.json") from error
    return Manifest(read, path)


def manifests_of_site(site, sha256):
    """Those of the versions that a file is of, as the site has them; the ledger tells whether that is true."""
    path = "/verify/manifests.json?hash=" + sha256
    try:
        return [Manifest(read, site + path) for read in json_of_site(site, path)["manifests"]]
    except NotThere:
        return list(manifests_of_files(site, sha256))
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise Unusable(f"{site}{path} 答的不是清单", f"{site}{path} answers no manifests") from error


def manifests_of_files(site, sha256):
    """The same of a site that is nothing but files: a table of digests names the versions, and those have manifests."""
    path = f"/verify/digests/{sha256[:2]}.js"
    try:
        rows = json_of_site(site, path, "mingzhangDigests(", ")").get(sha256, [])
        for address in sorted({row[-1] for row in rows}):
            path = f"/{address}manifest.json"
            yield Manifest(json_of_site(site, path), site + path)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise Unusable(f"{site}{path} 答的不是清单", f"{site}{path} answers no manifests") from error


def json_of_site(site, path, before="", after=""):
    """What stands at an address, between these words."""
    text = b"\n".join(lines_of_site(site, path)).decode("utf-8").strip()
    if not (text.startswith(before) and text.endswith(after)):
        raise ValueError(path)
    return json.loads(text[len(before) : len(text) - len(after)])


def lines_of_file(path):
    try:
        with open(path, "rb") as file:
            yield from lines_in(file)
    except OSError as error:
        raise Unusable(
            f"打不开公开总账 {path}：{error.strerror}",
            f"Cannot open the ledger {path}: {error.strerror}",
        ) from error


def lines_of_site(site, path):
    try:
        with urllib.request.urlopen(site.rstrip("/") + path, timeout=60) as answer:  # noqa: S310
            yield from lines_in(answer)
    except urllib.error.HTTPError as error:
        what = NotThere if error.code == 404 else Unusable
        raise what(f"取不到 {site}{path}：{error}", f"Cannot fetch {site}{path}: {error}") from error
    except (OSError, ValueError, http.client.HTTPException) as error:  # no address, no answer, half an answer
        reason = getattr(error, "reason", error)
        raise Unusable(f"取不到 {site}{path}：{reason}", f"Cannot fetch {site}{path}: {reason}") from error


def lines_in(file):
    while True:
        line = file.readline(LONGEST_LINE)
        if not line:
            return
        yield line[:-1] if line.endswith(b"\n") else line


# The ledger --------------------------------------------------------------------------------------------------------


class Ledger:
    """What a walk along the chain has found: of the files that are asked for, and of what stands now."""

    def __init__(self, wanted, heads):
        self.wanted = wanted  # SHA-256 of entries and documents
        self.heads = heads  # {number: (SHA-256 that this entry must have, where that is from)}
        self.seq, self.sha256 = 0, ""
        self.found = {}  # SHA-256: [entry]
        self.newest = {}  # (region, department, year): number of the newest version
        self.withdrawn = {}  # (region, department, year, version): when

    def walk(self, lines):
        for line in lines:
            entry = self.link(line)
            self.compare_head()
            self.remember(entry)
        for seq in self.heads:
            if seq > self.seq:
                raise Differs(
                    f"公开总账只有 {self.seq} 条，以前至少有 {seq} 条：末尾被删掉了。",
                    f"The ledger has {self.seq} entries, and once had {seq} at least: its end was cut off.",
                )

    def link(self, line):
        """The entry of a line, where it is the one that follows."""
        seq = self.seq + 1
        try:
            entry = json.loads(line.decode("utf-8"))
            follows = (entry["seq"], entry["previous"]) == (seq, self.sha256)
        except (ValueError, KeyError, TypeError, RecursionError):
            follows = False
        if not follows:
            raise Differs(
                f"公开总账第 {seq} 行与上一行接不上：有记录被改动、删除、插入或调换。",
                f"Line {seq} of the ledger does not follow the line before: an entry was changed, removed, "
                "inserted or moved.",
            )
        self.seq, self.sha256 = seq, hashlib.sha256(line).hexdigest()
        return entry

    def compare_head(self):
        wanted, source = self.heads.get(self.seq, (self.sha256, ""))
        if wanted != self.sha256:
            raise Differs(
                f"公开总账第 {self.seq} 条与 {source} 不符：总账被改写过。",
                f"Entry {self.seq} of the ledger is not the one of {source}: the ledger was rewritten.",
            )

    def remember(self, entry):
        try:
            place = (entry["region"], entry["department"], entry["year"])
            if entry["act"] == "withdraw":
                self.withdrawn[place + (entry["version"],)] = entry["published_at"]
                return
            self.newest[place] = entry["version"]
            told = (self.sha256, entry["document"])
        except (KeyError, TypeError) as error:
            raise Differs(
                f"公开总账第 {self.seq} 条缺少内容。",
                f"Entry {self.seq} of the ledger is incomplete.",
            ) from error
        for sha256 in told:
            if sha256 in self.wanted:
                self.found.setdefault(sha256, []).append(entry)

    def is_newest(self, entry):
        return self.newest[(entry["region"], entry["department"], entry["year"])] == entry["version"]

    def state(self, entry):
        """What has become of a version: two sentences."""
        place = (entry["region"], entry["department"], entry["year"])
        when = self.withdrawn.get(place + (entry["version"],))
        if when:
            return (
                f"这一版已于 {when[:10]} 依法撤下。",
                f"It was withdrawn by law on {when[:10]}.",
            )
        if not self.is_newest(entry):
            newest = self.newest[place]
            return (
                f"此后已更正，最新的是第 {newest} 版。",
                f"It was corrected since; the newest is version {newest}.",
            )
        return "这是现行版本。", "This is the version in force."


def head_in(text, source):
    """{number: (digest, source)} of a head.txt; nothing for the head of an empty ledger."""
    read = re.match(r"\s*([0-9]{1,12})(?:\s+([0-9a-f]{64}))?\b", text)
    if not read or (read.group(1) != "0" and not read.group(2)):
        raise Unusable(f"{source} 不是链头", f"{source} is no head of a ledger")
    return {int(read.group(1)): (read.group(2), source)} if read.group(2) else {}


# What is told ------------------------------------------------------------------------------------------------------


class Told:
    """Sentences in Chinese and English, or in one of them, and the worst of the results."""

    def __init__(self, language):
        self.language, self.result = language, AGREES

    def say(self, mark, chinese, english):
        said = {"zh": [chinese], "en": [english], "": [chinese, english]}[self.language]
        for number, sentence in enumerate(said):
            print((f"[{mark}] " if mark and not number else "     ") + sentence)

    def end(self, result, error):
        self.say("??" if result == UNKNOWN else "!!", *error.args)
        self.result = max(self.result, result)

    def file(self, path, sha256, document, manifests, ledger):
        """What is known of one file."""
        found = {
            entry["seq"]: (entry, manifest.names[sha256])
            for manifest in manifests
            for entry in ledger.found.get(manifest.entry, [])
            if sha256 in manifest.names
        }
        found = sorted(found.values(), key=lambda told: (ledger.is_newest(told[0]), told[0]["seq"]))
        if not found:
            self.end(DIFFERS, Differs(*not_published(path, sha256)))
            self.text_only(document, ledger)
            return
        if document and (document[0] != document[1] or document[0] != found[-1][0]["document"]):
            self.end(DIFFERS, Differs(*other_text(path)))
            return
        for number, (entry, name) in enumerate(reversed(found[-MOST_TOLD:])):
            chinese, english = published(entry, name)
            if not number:
                chinese, english = f"{path} {chinese}", f"{path} {english}"
            self.say("" if number else "OK", chinese, english)
            self.say("", *ledger.state(entry))
        if len(found) > MOST_TOLD:
            more = len(found) - MOST_TOLD
            self.say("", f"同样的文件另有 {more} 处。", f"And in {more} more places.")

    def text_only(self, document, ledger):
        """Of a disclosure.json that is not byte for byte what was published, but says the same."""
        told = ledger.found.get(document[0], []) if document else []
        if told:
            entry = told[-1]
            self.say(
                "",
                f"文件不是原样，但其中的正文与 {version_in_chinese(entry)} 一致。",
                f"The file was changed, but the document in it is that of {version(entry)}.",
            )


def version_in_chinese(entry):
    return "{}/{} {} 年第 {} 版".format(entry["region"], entry["department"], entry["year"], entry["version"])


def version(entry):
    return "{}/{} {}, version {}".format(
        entry["region"], entry["department"], entry["year"], entry["version"]
    )


def published(entry, name):
    day = entry["published_at"][:10]
    return (
        "与公开时相同：{} 的 {}，{} 公开，公开总账第 {} 条。".format(
            version_in_chinese(entry), name, day, entry["seq"]
        ),
        "is as published: {} of {}, published {}, entry {} of the ledger.".format(
            name, version(entry), day, entry["seq"]
        ),
    )


def not_published(path, sha256):
    return (
        f"{path} 不在清单里：不是这里公开的文件，或者被改动过、已撤下。SHA-256 {sha256}",
        f"{path} is in no manifest: it was not published here, was changed since, or was withdrawn. SHA-256 {sha256}",
    )


def other_text(path):
    return (
        f"{path} 里的正文与它所写的摘要不符。",
        f"The document in {path} does not have the digest that it states.",
    )


# The command -------------------------------------------------------------------------------------------------------


def arguments(words):
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("files", nargs="*", metavar="FILE")
    parser.add_argument(
        "--manifest",
        metavar="FILE",
        action="append",
        default=[],
        help="下载好的 manifest.json / of the version",
    )
    source = parser.add_mutually_exclusive_group()
    source.add_argument("--ledger", metavar="FILE", help="下载好的公开总账 / a ledger.jsonl")
    source.add_argument("--site", metavar="URL", default=SITE, help="网站地址 / the site, https://…")
    parser.add_argument("--head", metavar="FILE", help="以前保存的链头 / a head that was saved earlier")
    parser.add_argument("--save-head", metavar="FILE", help="保存现在的链头 / save the head as it is now")
    parser.add_argument("--lang", choices=("zh", "en"), default="", help="只用一种文字 / one language only")
    return parser.parse_args(words)


def check(asked, told):
    """Hash the files, walk the ledger once, say what was found."""
    files = []
    for path in asked.files:
        try:
            files.append((path, sha256_of_file(path), document_in(path)))
        except Unusable as error:
            told.end(UNKNOWN, error)
    manifests = manifests_for(asked, files)
    wanted = {manifest.entry for manifest in manifests}
    wanted.update(document[0] for _path, _sha256, document in files if document)
    heads = {}
    if asked.head:
        heads.update(head_in(read_text(asked.head), asked.head))
    if asked.ledger:
        lines = lines_of_file(asked.ledger)
    elif asked.site:
        # First the head, then the ledger: it may have grown meanwhile, but what is under the head stays.
        text = b"\n".join(lines_of_site(asked.site, "/ledger/head.txt")).decode("utf-8", "replace")
        heads = merged(head_in(text, asked.site + "/ledger/head.txt"), heads)
        lines = lines_of_site(asked.site, "/ledger.jsonl")
    else:
        raise Unusable(
            "请用 --site 写网站地址，或用 --ledger 写下载好的公开总账。",
            "Name the site with --site, or a ledger that you have with --ledger.",
        )
    ledger = Ledger(wanted, heads)
    ledger.walk(lines)
    told.say(
        "OK",
        f"公开总账 {ledger.seq} 条，前后相接，无一改动。",
        f"The ledger has {ledger.seq} entries; each follows the one before.",
    )
    told.say("", f"链头 {ledger.sha256}", f"Head {ledger.sha256}")
    for manifest in manifests:
        if manifest.entry not in ledger.found:
            told.end(
                DIFFERS,
                Differs(
                    f"{manifest.source} 里的记录不在公开总账里。",
                    f"The entry in {manifest.source} is not in the ledger.",
                ),
            )
    for path, sha256, document in files:
        told.file(path, sha256, document, manifests, ledger)
    if asked.save_head:
        save(asked.save_head, f"{ledger.seq} {ledger.sha256}\n")


def manifests_for(asked, files):
    """The manifests that were given, and those that the site has of these files."""
    found = [manifest_of_file(path) for path in asked.manifest]
    if asked.site and not asked.ledger:
        for _path, sha256, _document in files:
            if not any(sha256 in manifest.names for manifest in found):
                found += manifests_of_site(asked.site, sha256)
    elif files and not found:
        raise Unusable(
            "离线核对文件，请用 --manifest 写那一版的 manifest.json。",
            "To check a file off line, name the manifest.json of its version with --manifest.",
        )
    return found


def merged(of_site, saved):
    """Both heads; where they are of the same entry they must be the same."""
    for seq, (sha256, source) in of_site.items():
        if seq in saved and saved[seq][0] != sha256:
            raise Differs(
                f"公开总账第 {seq} 条与 {saved[seq][1]} 不符：总账被改写过。",
                f"Entry {seq} of {source} is not the one of {saved[seq][1]}: the ledger was rewritten.",
            )
    return {**of_site, **saved}


def read_text(path):
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read(1000)
    except OSError as error:
        raise Unusable(f"打不开 {path}：{error.strerror}", f"Cannot open {path}: {error.strerror}") from error


def save(path, text):
    try:
        with open(path, "w", encoding="ascii") as file:
            file.write(text)
    except OSError as error:
        raise Unusable(
            f"写不了 {path}：{error.strerror}", f"Cannot write {path}: {error.strerror}"
        ) from error


def main(words):
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # a console that has no Chinese
    asked = arguments(words)
    told = Told(asked.lang)
    try:
        check(asked, told)
    except Differs as error:
        told.end(DIFFERS, error)
    except Unusable as error:
        told.end(UNKNOWN, error)
    except Exception as error:  # noqa: BLE001 (whatever it is, nothing was found to differ: it could not be checked)
        name = type(error).__name__
        told.end(
            UNKNOWN, Unusable(f"出错了，没有核对完：{name} {error}", f"Failed while checking: {name} {error}")
        )
    return told.result


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
