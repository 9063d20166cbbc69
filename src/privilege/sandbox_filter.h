/* SPDX-License-Identifier: MIT
 * What the sandbox's filter and the program that makes it have to agree on. */
#ifndef PRIVILEGE_SANDBOX_FILTER_H
#define PRIVILEGE_SANDBOX_FILTER_H

/* Stands for the number of the process that enters the sandbox; no process has it, as
 * numbers are below 2^22. */
#define SANDBOX_OWN_PID 0x7fed1234U

#endif
