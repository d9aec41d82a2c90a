#!/usr/bin/env python3
"""What the linker and compiler add against attacks is in the program: read from the file itself, since a flag
that is given and ignored says nothing."""

import subprocess
import sys
import tempfile
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
PROGRAM = TOP / "build" / "rcti"

# Without any of it, to see that each is missed.
BARE = "#include <string.h>\nint main(int n, char **v) { char a[64]; strcpy(a, v[n - 1]); return a[0]; }\n"
BARE_FLAGS = ["-O0", "-no-pie", "-fno-stack-protector", "-U_FORTIFY_SOURCE", "-Wl,-z,norelro,-z,lazy,-z,execstack",
              "-Wl,-rpath,/tmp"]


def read(program: Path, *options: str) -> list[str]:
    return subprocess.run(["readelf", "--wide", *options, program], capture_output=True, text=True, check=True,
                          env={"LC_ALL": "C"}).stdout.splitlines()


def missing(program: Path) -> list[str]:
    header = read(program, "--file-header")
    segments = [line.split() for line in read(program, "--program-headers")]
    dynamic = read(program, "--dynamic")
    symbols = {line.split()[7].split("@")[0] for line in read(program, "--dyn-syms") if " UND " in line and "@" in line}

    def segment(kind: str) -> list[list[str]]:
        """The flags of those segments: "RW", "R E"."""
        return [words[6:-1] for words in segments if words[:1] == [kind]]

    def tagged(tag: str, word: str = "") -> bool:
        return any(f"({tag})" in line and word in line for line in dynamic)

    holds = {
        "a place in memory of its own each time (PIE)":
            any("Type:" in line and "DYN" in line for line in header) and tagged("FLAGS_1", "PIE"),
        "tables that are read-only once it has started (RELRO)": bool(segment("GNU_RELRO")),
        "… all of them, bound at its start (BIND_NOW)": tagged("FLAGS_1", "NOW"),
        "a stack that is not executed": bool(segment("GNU_STACK")) and all("E" not in "".join(f) for f in segment("GNU_STACK")),
        "no memory both written and executed": not any({"W", "E"} <= set("".join(f)) for f in segment("LOAD")),
        "stack protectors": "__stack_chk_fail" in symbols,
        "calls that know the size of what they write (FORTIFY)": any(name.endswith("_chk") and name.startswith("__") for name in symbols),
        "no library path of its own": not tagged("RPATH") and not tagged("RUNPATH"),
    }  # fmt: skip
    return [what for what, there in holds.items() if not there]


def main() -> int:
    with tempfile.TemporaryDirectory() as place:
        source, bare = Path(place) / "bare.c", Path(place) / "bare"
        source.write_text(BARE)
        subprocess.run(["gcc", *BARE_FLAGS, source, "-o", bare], check=True)
        # Such a program has no segment that is written and executed.
        if len(missing(bare)) < 7:
            print(f"a program without any of it is missed for {missing(bare)} alone")
            return 1
    found = missing(PROGRAM)
    for what in found:
        print(f"{PROGRAM.relative_to(TOP)} lacks {what}")
    if not found:
        print("PIE, RELRO, BIND_NOW, stack, FORTIFY")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
