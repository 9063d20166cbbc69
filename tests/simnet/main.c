/* SPDX-License-Identifier: MIT
 * A simulated Internet for tests: simnet runs a scanner in a network of its own,
 * answers its probes as a world file says, and writes down what it sent. It shares no
 * code with the scanner, whose results are compared with that.
 *
 * The model says which words a probe draws and makes their packets (frame.h, words.h,
 * probe.h, draw.h, answer.h, quote.h). Two players use it: player.c and hearing.c in
 * user space, xdp_player.c and xdp_program.bpf.c in the kernel. world*.c, word*.c and
 * blocks.c read the file; truth*.c keep what was sent. */
#include <stdio.h>
#include <stdlib.h>

#include "names.h"
#include "options.h"
#include "play.h"
#include "problem.h"
#include "world_file.h"

enum { EXIT_USAGE = 2, RANGE_SIZE = 2 * ADDRESS_TEXT };

static bool write_files(const struct play *play, const struct options *options,
                        struct problem *problem) {
    return (options->sent_file == NULL ||
            truth_write_sent(&play->truth, options->sent_file, problem)) &&
           (options->suppressed_file == NULL ||
            truth_write_suppressed(&play->truth, options->suppressed_file, problem)) &&
           (options->noise_file == NULL ||
            noise_write(&play->noise, options->noise_file, problem));
}

static void print_outcome(const struct play *play) {
    truth_print_summary(&play->truth);
    if (play->world.noise_rate > 0) {
        noise_print(&play->noise);
    }
    fflush(stdout);
}

/* The command's words, the range of the world's addresses and NULL. */
static char **words_with(const struct options *options, char *range) {
    size_t count = (size_t)options->command_count;
    char **words = calloc(count + 2, sizeof(words[0]));

    for (size_t i = 0; words != NULL && i < count; i++) {
        words[i] = options->command[i];
    }
    if (words != NULL) {
        words[count] = range;
    }
    return words;
}

static bool play_command(struct play *play, const struct options *options, int *status,
                         struct problem *problem) {
    char first[ADDRESS_TEXT];
    char last[ADDRESS_TEXT];
    char range[RANGE_SIZE];

    snprintf(range, sizeof(range), "%s-%s", address_write(play->world.first, first),
             address_write(play->world.first + play->world.count - 1, last));
    play->words = words_with(options, range);
    if (play->words == NULL) {
        return problem_set(problem, "out of memory");
    }
    bool is_good = options->is_xdp ? play_in_kernel(play, problem)
                                   : play_in_user_space(play, problem);

    if (play->command.pid > 0) {
        *status = command_finish(&play->command);
    }
    free(play->words);
    return is_good;
}

static bool play_world(struct play *play, const struct options *options, int *status,
                       struct problem *problem) {
    if (!world_file_read(options->world_file, &play->world, problem)) {
        return false;
    }
    play->seed = options->seed;
    truth_init(&play->truth, &play->world);
    noise_init(&play->noise, &play->world, options->seed);
    if (!play_command(play, options, status, problem)) {
        return false;
    }
    print_outcome(play);
    return write_files(play, options, problem) &&
           (!play->truth.is_overfull ||
            problem_set(problem, "out of memory: the truth has gaps"));
}

static bool run(int argc, char **argv, int *status, struct problem *problem) {
    struct options options;
    struct play play = {0};

    if (!options_read(argc, argv, &options, problem)) {
        return false;
    }
    bool is_good = play_world(&play, &options, status, problem);

    truth_finish(&play.truth);
    world_finish(&play.world);
    return is_good;
}

int main(int argc, char **argv) {
    struct problem problem = {0};
    int status = EXIT_SUCCESS;

    if (!run(argc, argv, &status, &problem)) {
        fprintf(stderr, "simnet: %s\n", problem.text);
        return problem.is_usage ? EXIT_USAGE : EXIT_FAILURE;
    }
    return status;
}
