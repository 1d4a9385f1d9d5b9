"""What somebody meets who installs Galley and writes a stage: usage run.py BUILD_DIR [COMPILER_FLAGS].

Installs the build into a temporary folder, moves that folder, and then knows nothing but it: the headers compile alone
as C11 and as C++17; the stages in this folder are built with CMake and with pkg-config alone, and run; a folder that
`galley new-stage` writes is built, passes its own test, and is installed; the examples in the header build and run.
COMPILER_FLAGS are what the build was made with beside the usual (sanitizers), so that stages match it."""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
WARNINGS = ["-Wall", "-Wextra", "-Werror", "-pedantic"]
HEADERS = ["article.h", "base.h", "date.h", "expression.h", "stage.h", "text.h"]
ARTICLES = [{"title": "Été", "text": "Un été, un ÉTÉ, ete."}, {"title": "Snow", "text": "winter"}]


def run(*command, env=None, **options):
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, env=env, **options)
    if done.returncode:
        sys.exit(f"{' '.join(map(str, command))}: exit status {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def check(what, found, expected):
    if found != expected:
        sys.exit(f"{what}:\n  expected {expected!r}\n  found    {found!r}")
    print(f"ok: {what}")


class Installed:
    """A Galley that was installed, and moved after that."""

    def __init__(self, build, folder, flags):
        self.folder, self.flags = folder, flags
        first, self.prefix = folder / "first", folder / "prefix with spaces" / "moved"
        run("cmake", "--install", build, "--prefix", first)
        self.prefix.parent.mkdir()
        first.rename(self.prefix)
        self.galley = self.prefix / "bin" / "galley"
        found = sorted(self.prefix.rglob("galley.pc"))
        check("one galley.pc is installed", len(found), 1)
        self.pkg_config = dict(os.environ, PKG_CONFIG_PATH=str(found[0].parent))
        names = {"GALLEY_PLUGIN_PATH", "LD_LIBRARY_PATH"}
        self.env = {name: value for name, value in os.environ.items() if name not in names}

    def cmake(self, source, build):
        flags = " ".join(self.flags)
        run("cmake", "-S", source, "-B", build, f"-DCMAKE_PREFIX_PATH={self.prefix}", f"-DCMAKE_C_FLAGS={flags}",
            f"-DCMAKE_CXX_FLAGS={flags}", env=self.env)
        run("cmake", "--build", build, env=self.env)

    def results(self, stages, articles, plugins=None):
        """The articles that a pipeline of these stages gives."""
        pipeline, source = self.folder / "pipeline.json", self.folder / "in.jsonl"
        pipeline.write_text(json.dumps({"galley": 1, "stages": stages}))
        source.write_text("".join(json.dumps(article) + "\n" for article in articles))
        path = ["--plugins", plugins] if plugins else []
        out = run(self.galley, "run", pipeline, source, "--stdout", "--quiet", *path, env=self.env)
        return [json.loads(line) for line in out.splitlines()]


def headers_compile_alone(galley):
    flags = run("pkg-config", "--cflags", "galley", env=galley.pkg_config)
    for header in HEADERS:
        for compiler, suffix in (["cc", "-std=c11"], "c"), (["c++", "-std=c++17"], "cpp"):
            source = galley.folder / f"alone.{suffix}"
            source.write_text(f"#include <galley/{header}>\n#include <galley/{header}>\n")
            # By the shell, as a Makefile does it: pkg-config has quoted what needs it.
            command = " ".join(compiler + WARNINGS + ["-fsyntax-only", flags.strip(), "alone." + suffix])
            run("sh", "-c", command, cwd=galley.folder)
    installed = sorted(path.name for path in (galley.prefix / "include" / "galley").iterdir())
    check("every public header compiles alone as C11 and as C++17", installed, HEADERS)


def stages_run(galley, plugins, how):
    stages = [{"use": "mentions", "with": {"words": ["Été"]}}]
    kept = galley.results(stages, ARTICLES, plugins)
    check(f"the stage built with {how} runs", kept, [dict(ARTICLES[0], mentions=3)])


def cmake_builds_stages(galley):
    build = galley.folder / "out-of-tree"
    galley.cmake(HERE, build)
    stages_run(galley, build, "CMake")
    loud = galley.results([{"use": "shout"}], ARTICLES, build)
    check("a stage in C++ runs", [article["title"] for article in loud], ["ÉTé", "SNOW"])
    about = json.loads(run(galley.galley, "stages", "mentions", "--json", "--plugins", build, env=galley.env))
    check("its table describes it", [param["name"] for param in about["parameters"]], ["words", "at_least"])


def examples_of(header):
    """The programs in a header's comments: lines that are indented there, from an #include on."""
    found = re.findall(r"^ \*     #include <galley/stage\.h>\n(?: \*(?:     .*)?\n)+",
                       header.read_text("utf-8"), re.MULTILINE)
    return [re.sub(r"^ \*(?:     )?", "", program, flags=re.MULTILINE) for program in found]


def examples_in_the_header_run(galley):
    plugins = galley.folder / "examples"
    plugins.mkdir()
    flags = run("pkg-config", "--cflags", "--libs", "galley", env=galley.pkg_config).strip()
    programs = examples_of(galley.prefix / "include" / "galley" / "stage.h")
    kinds = [("tooshort", "c", ["cc", "-std=c11"]), ("length", "cpp", ["c++", "-std=c++17"])]
    check("the header has an example in C and one in C++", len(programs), len(kinds))
    for (name, suffix, compiler), program in zip(kinds, programs):
        source = plugins / f"{name}.{suffix}"
        source.write_text(program)
        command = [*compiler, *WARNINGS, *galley.flags, "-shared", "-fPIC", "-fvisibility=hidden", "-o",
                   plugins / f"{name}.so", source, flags]
        run("sh", "-c", " ".join(map(str, command)))
    stages = [{"use": "tooshort", "with": {"min_characters": 7}}, {"use": "length"}]
    check("the examples in the header run", galley.results(
        stages, ARTICLES, plugins), [dict(ARTICLES[0], characters=20)])


def pkg_config_builds_a_stage(galley):
    plugins = galley.folder / "by-pkg-config"
    plugins.mkdir()
    flags = run("pkg-config", "--cflags", "--libs", "galley", env=galley.pkg_config).strip()
    check("pkg-config brings jansson, which the headers include", "-ljansson" in flags.split(), True)
    command = ["cc", "-std=c11", *WARNINGS, *galley.flags, "-shared", "-fPIC", "-fvisibility=hidden", "-o",
               plugins / "mentions.so", HERE / "mentions.c", flags]
    run("sh", "-c", " ".join(map(str, command)))
    stages_run(galley, plugins, "pkg-config alone")
    where = run("pkg-config", "--variable=plugindir", "galley", env=galley.pkg_config).strip().replace("\\ ", " ")
    check("pkg-config names the plugins' folder", pathlib.Path(where).is_dir(), True)


def new_stage_builds_and_passes(galley):
    run(galley.galley, "new-stage", "readtime", "--dir", galley.folder, env=galley.env)
    folder = galley.folder / "readtime"
    build = folder / "build"
    galley.cmake(folder, build)
    told = run("ctest", "--test-dir", build, "--output-on-failure", env=galley.env)
    check("the test of a new stage passes", "100% tests passed, 0 tests failed out of 1" in told, True)
    run("cmake", "--install", build, env=galley.env)
    kept = galley.results([{"use": "readtime"}], ARTICLES)
    check("an installed stage is found by its name", [article["minutes"] for article in kept], [1, 1])
    # A test that cannot fail is none: with another expectation it does.
    expected = folder / "expected.jsonl"
    expected.write_text(expected.read_text().replace('"minutes": 2', '"minutes": 3'))
    failed = subprocess.run(["ctest", "--test-dir", build], capture_output=True, env=galley.env)
    check("the test of a new stage fails where it should", failed.returncode != 0, True)


def main(build, *flags):
    missing = [tool for tool in ("cmake", "pkg-config", "cc", "c++") if not shutil.which(tool)]
    if missing:
        print(f"skipped: {', '.join(missing)} is not to be had")
        return 77
    with tempfile.TemporaryDirectory() as folder:
        galley = Installed(build, pathlib.Path(folder), flags)
        headers_compile_alone(galley)
        cmake_builds_stages(galley)
        pkg_config_builds_a_stage(galley)
        examples_in_the_header_run(galley)
        new_stage_builds_and_passes(galley)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
