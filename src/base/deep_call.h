/* SPDX-License-Identifier: MIT
 * Calls a function that may recurse deeply, on a stack that is large enough. */
#ifndef BASE_DEEP_CALL_H
#define BASE_DEEP_CALL_H

#include <stdbool.h>
#include <stddef.h>

typedef void deep_call_fn(void *context);

/* Calls work(context) in a thread of its own with a stack of so many bytes, of which
 * only what is used takes memory, and waits for it. Meanwhile tick(context) is called
 * in this thread ten times a second, unless it is NULL. False if there is no such
 * thread to be had; then nothing was called. */
bool deep_call(size_t stack, deep_call_fn *work, deep_call_fn *tick, void *context);

#endif
