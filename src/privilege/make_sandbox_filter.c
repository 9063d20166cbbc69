/* SPDX-License-Identifier: MIT
 * Prints, when liveness is built, the filter of a scan's system calls as instructions
 * (struct sock_filter). libseccomp makes it now and not in the scan, since it crashes
 * or loops without end where it is refused memory.
 *
 * What is not listed is told to be unknown to the kernel (ENOSYS), not that it is
 * forbidden: another version of a library that tries a newer call first takes the older
 * one then, and a scan of days does not end for that. Only what no library would try,
 * and somebody who broke in would, ends the process. */
#include <asm/ioctls.h>
#include <asm/termbits.h>
#include <errno.h>
#include <linux/filter.h>
#include <linux/sockios.h>
#include <sched.h>
#include <seccomp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>

#include "privilege/sandbox_filter.h"

static const int allowed[] = {
    /* Files: SQLite, the sorter's temporary file, captures, standard streams. */
    SCMP_SYS(access), SCMP_SYS(close), SCMP_SYS(faccessat), SCMP_SYS(faccessat2),
    SCMP_SYS(fallocate), SCMP_SYS(fchmod), SCMP_SYS(fchown), SCMP_SYS(fcntl),
    SCMP_SYS(fdatasync), SCMP_SYS(fstat), SCMP_SYS(fstatfs), SCMP_SYS(fsync),
    SCMP_SYS(ftruncate), SCMP_SYS(getcwd), SCMP_SYS(lseek), SCMP_SYS(lstat),
    SCMP_SYS(newfstatat), SCMP_SYS(open), SCMP_SYS(openat), SCMP_SYS(pread64),
    SCMP_SYS(preadv), SCMP_SYS(pwrite64), SCMP_SYS(pwritev), SCMP_SYS(read),
    SCMP_SYS(readlink), SCMP_SYS(readlinkat), SCMP_SYS(readv), SCMP_SYS(stat),
    SCMP_SYS(statfs), SCMP_SYS(statx), SCMP_SYS(unlink), SCMP_SYS(unlinkat),
    SCMP_SYS(write), SCMP_SYS(writev),
    /* Sockets that are open, and waiting for them. */
    SCMP_SYS(epoll_create1), SCMP_SYS(epoll_ctl), SCMP_SYS(epoll_pwait),
    SCMP_SYS(epoll_wait), SCMP_SYS(eventfd2), SCMP_SYS(getsockname),
    SCMP_SYS(getsockopt), SCMP_SYS(pipe2), SCMP_SYS(poll), SCMP_SYS(ppoll),
    SCMP_SYS(recvfrom), SCMP_SYS(recvmsg), SCMP_SYS(sendmmsg), SCMP_SYS(sendmsg),
    SCMP_SYS(sendto),
    /* Memory and threads; what else these take is in `limited`. */
    SCMP_SYS(brk), SCMP_SYS(exit), SCMP_SYS(exit_group), SCMP_SYS(futex),
    SCMP_SYS(madvise), SCMP_SYS(mremap), SCMP_SYS(munmap), SCMP_SYS(rseq),
    SCMP_SYS(sched_getaffinity), SCMP_SYS(sched_yield), SCMP_SYS(set_robust_list),
    /* Signals, clocks, and harmless questions. */
    SCMP_SYS(clock_getres), SCMP_SYS(clock_gettime), SCMP_SYS(clock_nanosleep),
    SCMP_SYS(getegid), SCMP_SYS(geteuid), SCMP_SYS(getgid), SCMP_SYS(getpid),
    SCMP_SYS(getrandom), SCMP_SYS(getrusage), SCMP_SYS(gettid), SCMP_SYS(gettimeofday),
    SCMP_SYS(getuid), SCMP_SYS(nanosleep), SCMP_SYS(restart_syscall),
    SCMP_SYS(rt_sigaction), SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigreturn),
    SCMP_SYS(rt_sigtimedwait), SCMP_SYS(sigaltstack), SCMP_SYS(sysinfo), SCMP_SYS(time),
    SCMP_SYS(uname)};

static const int deadly[] = {
    SCMP_SYS(add_key),
    SCMP_SYS(bpf),
    SCMP_SYS(chroot),
    SCMP_SYS(delete_module),
    SCMP_SYS(execve),
    SCMP_SYS(execveat),
    SCMP_SYS(finit_module),
    SCMP_SYS(init_module),
    SCMP_SYS(kexec_file_load),
    SCMP_SYS(kexec_load),
    SCMP_SYS(keyctl),
    SCMP_SYS(mount),
    SCMP_SYS(open_by_handle_at),
    SCMP_SYS(perf_event_open),
    SCMP_SYS(pidfd_getfd),
    SCMP_SYS(pivot_root),
    SCMP_SYS(process_vm_readv),
    SCMP_SYS(process_vm_writev),
    SCMP_SYS(ptrace),
    SCMP_SYS(request_key),
    SCMP_SYS(setns),
    SCMP_SYS(setuid),
    SCMP_SYS(setresuid),
    SCMP_SYS(umount2),
    SCMP_SYS(unshare),
    SCMP_SYS(userfaultfd),
};

/* Threads and no processes, and none in a namespace of its own. clone3's flags lie
 * where a filter cannot look, so the C library is left to use clone. */
enum {
    THREAD_FLAGS = CLONE_THREAD | CLONE_NEWCGROUP | CLONE_NEWIPC | CLONE_NEWNET |
                   CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWUSER | CLONE_NEWUTS |
                   CLONE_PTRACE,
};

/* Allowed if what `mask` leaves of an argument is `value`. */
static const struct {
    int call;
    unsigned argument;
    scmp_datum_t mask;
    scmp_datum_t value;
} limited[] = {
    {SCMP_SYS(clone), 0, THREAD_FLAGS, CLONE_THREAD},
    {SCMP_SYS(mmap), 2, PROT_EXEC, 0},
    {SCMP_SYS(mprotect), 2, PROT_EXEC, 0},
    {SCMP_SYS(prctl), 0, UINT32_MAX, PR_SET_NAME},
    {SCMP_SYS(prctl), 0, UINT32_MAX, PR_SET_TIMERSLACK},
    {SCMP_SYS(ioctl), 1, UINT32_MAX, FIOCLEX},
    {SCMP_SYS(ioctl), 1, UINT32_MAX, FIONBIO},
    {SCMP_SYS(ioctl), 1, UINT32_MAX, FIONREAD},
    {SCMP_SYS(ioctl), 1, UINT32_MAX, SIOCGIFFLAGS}, /* libpcap: is it down? */
    {SCMP_SYS(ioctl), 1, UINT32_MAX, TCGETS},
    {SCMP_SYS(ioctl), 1, UINT32_MAX, TCGETS2},
    {SCMP_SYS(ioctl), 1, UINT32_MAX, TIOCGWINSZ},
    {SCMP_SYS(prlimit64), 2, UINT64_MAX, 0}, /* asks for a limit and sets none */
};

/* abort(3) and the like, for the process alone, whose number is put in later. */
static int allow_own_signals(scmp_filter_ctx filter) {
    return seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 1,
                            SCMP_A0(SCMP_CMP_EQ, SANDBOX_OWN_PID));
}

static int add_limited(scmp_filter_ctx filter) {
    int status = allow_own_signals(filter);

    for (size_t i = 0; status == 0 && i < sizeof(limited) / sizeof(limited[0]); i++) {
        status = seccomp_rule_add(filter, SCMP_ACT_ALLOW, limited[i].call, 1,
                                  SCMP_CMP(limited[i].argument, SCMP_CMP_MASKED_EQ,
                                           limited[i].mask, limited[i].value));
    }
    return status;
}

static int add_all(scmp_filter_ctx filter, uint32_t action, const int *calls,
                   size_t count) {
    int status = 0;

    for (size_t i = 0; status == 0 && i < count; i++) {
        status = seccomp_rule_add(filter, action, calls[i], 0);
    }
    return status;
}

static int add_rules(scmp_filter_ctx filter) {
    int status =
        seccomp_attr_set(filter, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);

    if (status == 0) {
        status = add_all(filter, SCMP_ACT_ALLOW, allowed,
                         sizeof(allowed) / sizeof(allowed[0]));
    }
    if (status == 0) {
        status = add_all(filter, SCMP_ACT_KILL_PROCESS, deadly,
                         sizeof(deadly) / sizeof(deadly[0]));
    }
    return status != 0 ? status : add_limited(filter);
}

/* Into a file, which is all that libseccomp writes to. */
static FILE *export_filter(void) {
    FILE *file = tmpfile();
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(ENOSYS));
    int status = file == NULL ? -errno : filter == NULL ? -ENOMEM : add_rules(filter);

    if (status == 0) {
        status = seccomp_export_bpf(filter, fileno(file));
    }
    seccomp_release(filter);
    if (status != 0) {
        fprintf(stderr, "make_sandbox_filter: libseccomp: %s\n", strerror(-status));
        return NULL;
    }
    rewind(file);
    return file;
}

/* The place for the process's number has to be there once. */
static bool print_filter(FILE *file) {
    struct sock_filter instruction;
    unsigned places = 0;

    while (fread(&instruction, sizeof(instruction), 1, file) == 1) {
        printf("{0x%02x, %u, %u, 0x%08xU},\n", instruction.code, instruction.jt,
               instruction.jf, instruction.k);
        places += instruction.k == SANDBOX_OWN_PID;
    }
    if (places != 1) {
        fprintf(stderr, "make_sandbox_filter: %u places for the process's number\n",
                places);
    }
    return places == 1 && fflush(stdout) == 0;
}

int main(void) {
    (void)seccomp_api_set(3); /* whatever the kernel knows that this is built under */
    FILE *file = export_filter();
    bool is_ok = file != NULL && print_filter(file);

    if (file != NULL) {
        fclose(file);
    }
    return is_ok ? EXIT_SUCCESS : EXIT_FAILURE;
}
