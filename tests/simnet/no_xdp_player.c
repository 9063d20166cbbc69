/* SPDX-License-Identifier: MIT
 * Stands in for the player in the kernel where libbpf or clang is missing. */
#include "play.h"
#include "problem.h"

bool play_in_kernel(struct play *play, struct problem *problem) {
    (void)play;
    return problem_set(problem,
                       "--xdp: simnet was built without it, for want of libbpf "
                       "or clang");
}
