"""Sections of RESULTS.md between markers, a cache of runs as JSON lines, and the machine's description."""

import json
import os
import platform
import re
from pathlib import Path


def machine():
    """Processor, cores, system; as much as can be known without asking anything but files."""
    name = platform.processor() or platform.machine()
    information = Path("/proc/cpuinfo")
    if information.exists():
        found = re.search(r"model name\s*:\s*(.+)", information.read_text())
        name = found.group(1).strip() if found else name
    return f"{name}, {os.cpu_count()} cores, {platform.system()} {platform.machine()}"


def write_section(file, name, text):
    """Puts text between `<!-- NAME:begin -->` and `<!-- NAME:end -->`; adds both at the end if they are not there."""
    file = Path(file)
    begin, end = f"<!-- {name}:begin -->", f"<!-- {name}:end -->"
    old = file.read_text(encoding="utf-8") if file.exists() else "# Results\n"
    section = f"{begin}\n{text.strip()}\n{end}"
    if begin in old and end in old:
        before, after = old.split(begin, 1)[0], old.split(end, 1)[1]
        new = before + section + after
    else:
        new = old.rstrip() + "\n\n" + section + "\n"
    file.write_text(new, encoding="utf-8")


def table(header, rows):
    """A Markdown table of rows of cells; | inside a cell is escaped."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(str(cell).replace("|", "\\|") for cell in line) + " |" for line in lines)


class Cache:
    """Results by key, kept as JSON lines in a folder; the last line of a key counts."""

    def __init__(self, folder, name):
        Path(folder).mkdir(parents=True, exist_ok=True)
        self.file = Path(folder) / f"{name}.jsonl"
        self.known = {}
        if self.file.exists():
            for line in self.file.read_text(encoding="utf-8").splitlines():
                entry = json.loads(line)
                self.known[entry["key"]] = entry["value"]

    def get(self, key):
        return self.known.get(key)

    def put(self, key, value):
        self.known[key] = value
        with open(self.file, "a", encoding="utf-8") as opened:
            opened.write(json.dumps({"key": key, "value": value}, ensure_ascii=False) + "\n")
