"""compare_fasttext.py LANGDETECT_FASTTEXT LINES MODEL...: the plugin's reader beside the program fastText (Debian
package fasttext): of each line of the text file LINES, the same label, and the same probability to 1e-5, are to come out.
No line may have the word </s>: there fastText goes on to the next."""
import subprocess
import sys


def predictions(command, lines):
    with open(lines, "rb") as file:
        out = subprocess.run(command, stdin=file, capture_output=True, check=True).stdout.decode()
    return [line.split() for line in out.split("\n")]


def compare(ours, lines, model):
    got = predictions([ours, model], lines)
    wanted = predictions(["fasttext", "predict-prob", model, "-"], lines)
    count = len(open(lines, "rb").read().split(b"\n")) - 1
    other, most = 0, 0.0
    for mine, theirs in zip(got[:count], wanted[:count]):
        if mine[:1] != theirs[:1]:
            other += 1
        elif mine:
            most = max(most, abs(float(mine[1]) - float(theirs[1])))
    # fastText prints six digits: half of the last one is rounding.
    is_same = other == 0 and most <= 1.1e-5
    print(f"{model}: {count} lines, {other} other labels, probabilities differ by at most {most:.1e}")
    return is_same


def main(ours, lines, *models):
    return 0 if all([compare(ours, lines, model) for model in models]) else 1


if __name__ == "__main__":
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
