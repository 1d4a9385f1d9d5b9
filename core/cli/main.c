/* The command. Everything is in libgalley, so that plugins find the API there and the executable exports nothing. */
#include "cli/cli.h"

int main(int argc, char **argv) {
    return galley_main(argc, argv);
}
