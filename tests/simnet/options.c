/* SPDX-License-Identifier: MIT
 * Options end at WORLD; what follows belongs to COMMAND. */
#include "options.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

#include "problem.h"

static const char help[] =
    "Usage: simnet [OPTION...] WORLD COMMAND...\n"
    "Run COMMAND in a network that consists of a made-up Internet, and answer its\n"
    "probes as WORLD says. The range of the world's addresses is added to COMMAND as\n"
    "its last argument.\n"
    "\n"
    "      --sent=FILE        Write every reply that was sent to FILE, as CSV\n"
    "      --suppressed=FILE  Write every reply that was not, and why\n"
    "      --noise=FILE       Write how many packets no probe caused, by sort\n"
    "      --seed=N           Decides all that WORLD leaves to chance (default: 1)\n"
    "      --xdp              Answer in the kernel: faster, needs root, and sends one\n"
    "                         reply a probe, without delay\n"
    "      --help             Print this\n"
    "\n"
    "It only runs in a network namespace without interfaces, so that nothing can "
    "leave\n"
    "it; root can leave out --map-root-user:\n"
    "  unshare --map-root-user --net simnet --sent=sent.csv hosts.world \\\n"
    "      liveness scan --blocklist none --rate 10K --output results.db\n"
    "\n"
    "A world is text, a statement a line, fields separated by tabs:\n"
    "  prefix   10.1.2.0/24    echo:echo_reply http:syn_ack@1+delay=20ms\n"
    "  address  198.51.100.7   dns:direct/3/3+quote=8\n"
    "  silent   203.0.113.0/24\n"
    "README.md beside the source has all of them.\n"
    "\n"
    "Exit status: that of COMMAND; 1 if nothing could be played, 2 usage.\n";

enum {
    OPTION_SENT = 1,
    OPTION_SUPPRESSED,
    OPTION_NOISE,
    OPTION_SEED,
    OPTION_XDP,
    OPTION_HELP
};

static const struct option long_options[] = {
    {"sent", required_argument, NULL, OPTION_SENT},
    {"suppressed", required_argument, NULL, OPTION_SUPPRESSED},
    {"noise", required_argument, NULL, OPTION_NOISE},
    {"seed", required_argument, NULL, OPTION_SEED},
    {"xdp", no_argument, NULL, OPTION_XDP},
    {"help", no_argument, NULL, OPTION_HELP},
    {0},
};

static bool read_seed(const char *text, uint64_t *seed, struct problem *problem) {
    char *end;

    *seed = strtoull(text, &end, 10);
    return (*text >= '0' && *text <= '9' && *end == '\0') ||
           problem_set_usage(problem, "--seed: expected a number, got '%s'", text);
}

static bool on_option(int option, struct options *options, struct problem *problem) {
    switch (option) {
    case OPTION_SENT:
        options->sent_file = optarg;
        return true;
    case OPTION_SUPPRESSED:
        options->suppressed_file = optarg;
        return true;
    case OPTION_NOISE:
        options->noise_file = optarg;
        return true;
    case OPTION_SEED:
        return read_seed(optarg, &options->seed, problem);
    case OPTION_XDP:
        options->is_xdp = true;
        return true;
    case OPTION_HELP:
        fputs(help, stdout);
        exit(EXIT_SUCCESS);
    case ':':
        return problem_set_usage(problem, "--%s: expected a value",
                                 long_options[optopt - 1].name);
    default:
        return false;
    }
}

bool options_read(int argc, char **argv, struct options *options,
                  struct problem *problem) {
    int option;

    *options = (struct options){.seed = 1};
    while ((option = getopt_long(argc, argv, "+:", long_options, NULL)) != -1) {
        if (option == '?') {
            return problem_set_usage(problem, "no option '%s'; try simnet --help",
                                     argv[optind - 1]);
        }
        if (!on_option(option, options, problem)) {
            return false;
        }
    }
    if (argc - optind < 2) {
        return problem_set_usage(problem,
                                 "no %s, expected WORLD and COMMAND; try simnet --help",
                                 argc == optind ? "WORLD" : "COMMAND");
    }
    options->world_file = argv[optind];
    options->command = argv + optind + 1;
    options->command_count = argc - optind - 1;
    return true;
}
