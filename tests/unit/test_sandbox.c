/* SPDX-License-Identifier: MIT
 * Each call is tried by a process of its own that is confined as a scan is. Without the
 * sandbox, each refused one would succeed or fail for another reason than ENOSYS. Not
 * for builds with sanitizers, nor for valgrind: they do more than the program. */
#include <fcntl.h>
#include <linux/bpf.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"
#include "privilege/sandbox.h"
#include "suite.h"

enum { CONFINING_FAILED = 77 };

struct trial {
    const char *name;
    long call;
    long arguments[6];
};

static long try_call(const struct trial *trial) {
    const long *a = trial->arguments;

    return syscall(trial->call, a[0], a[1], a[2], a[3], a[4], a[5]);
}

/* The child's wait status: what `act` returns, or CONFINING_FAILED, or a signal. */
static int confined(int (*act)(const void *), const void *argument) {
    pid_t child = fork();
    int status = -1;

    if (child == 0) {
        struct error error;

        setrlimit(RLIMIT_CORE, &(struct rlimit){0});
        _exit(sandbox_enter(&error) ? act(argument) : CONFINING_FAILED);
    }
    waitpid(child, &status, 0);
    return status;
}

static void there_is_a_sandbox(void) {
    CU_ASSERT_TRUE(sandbox_is_built());
}

static int is_unknown(const void *trial) {
    errno = 0;
    return try_call(trial) == -1 && errno == ENOSYS ? 0 : 1;
}

static long address(const void *pointer) {
    return (long)(intptr_t)pointer;
}

static void what_a_scan_does_not_do_is_refused(void) {
    static char page[1];
    static struct rlimit limit = {1024, 1024};
    const struct trial rows[] = {
        {"socket of TCP", SYS_socket, {AF_INET, SOCK_STREAM}},
        {"socket of a file", SYS_socket, {AF_UNIX, SOCK_STREAM}},
        {"raw socket", SYS_socket, {AF_PACKET, SOCK_RAW}},
        {"socketpair", SYS_socketpair, {AF_UNIX, SOCK_STREAM, 0, address(page)}},
        {"connect", SYS_connect, {0, address(page), 16}},
        {"bind", SYS_bind, {0, address(page), 16}},
        {"listen", SYS_listen, {0, 1}},
        {"setsockopt", SYS_setsockopt, {0, SOL_SOCKET, SO_SNDBUF, address(page), 4}},
        {"clone a process", SYS_clone, {SIGCHLD}},
        {"clone into a namespace", SYS_clone, {CLONE_NEWUSER | SIGCHLD}},
        {"clone a thread into one", SYS_clone, {CLONE_THREAD | CLONE_NEWUSER}},
        {"map code", SYS_mmap, {0, 4096, PROT_READ | PROT_EXEC, 0x22, -1}},
        {"make code of memory", SYS_mprotect, {0, 0, PROT_READ | PROT_EXEC}},
        {"memory file", SYS_memfd_create, {address("code")}},
        {"io_uring", SYS_io_uring_setup, {1, address(page)}},
        {"signal to another process", SYS_kill, {getppid()}},
        {"signal to a thread of it", SYS_tgkill, {getppid(), getppid()}},
        {"type on the terminal", SYS_ioctl, {0, TIOCSTI, address(page)}},
        {"be dumpable again", SYS_prctl, {PR_SET_DUMPABLE, 1}},
        {"set a limit", SYS_prlimit64, {0, RLIMIT_NOFILE, address(&limit)}},
        {"change modes", SYS_fchmodat, {AT_FDCWD, address("/nowhere")}},
        {"rename", SYS_renameat2, {AT_FDCWD, address("a"), AT_FDCWD, address("b")}},
        {"link", SYS_symlinkat, {address("a"), AT_FDCWD, address("/nowhere/b")}},
        {"make a directory", SYS_mkdirat, {AT_FDCWD, address("/nowhere/b")}},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        CHECK_ROW(confined(is_unknown, &rows[i]) == 0, rows[i].name);
    }
}

static int survives(const void *trial) {
    (void)try_call(trial);
    return 1;
}

static void what_only_an_intruder_does_ends_the_process(void) {
    static const char *const nothing[] = {NULL};
    const char program[] = "/bin/true";
    const struct trial rows[] = {
        {"run a program", SYS_execve, {address(program), address(nothing)}},
        {"run one of a directory",
         SYS_execveat,
         {AT_FDCWD, address(program), address(nothing), address(nothing)}},
        {"trace", SYS_ptrace, {PTRACE_TRACEME}},
        {"read another's memory", SYS_process_vm_readv, {getppid()}},
        {"write another's memory", SYS_process_vm_writev, {getppid()}},
        {"take another's file", SYS_pidfd_getfd, {-1}},
        {"open by handle", SYS_open_by_handle_at, {AT_FDCWD}},
        {"load into the kernel", SYS_bpf, {BPF_PROG_LOAD}},
        {"enter namespaces", SYS_setns, {-1}},
        {"make namespaces", SYS_unshare, {CLONE_NEWUSER}},
        {"become another user", SYS_setuid, {0}},
        {"mount", SYS_mount, {0}},
        {"pause the kernel", SYS_userfaultfd, {0}},
#ifdef __x86_64__
        {"call as x32", 0x40000000 | SYS_getpid, {0}},
#endif
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        int status = confined(survives, &rows[i]);

        CHECK_ROW(WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS, rows[i].name);
    }
}

static void *note_thread(void *is_started) {
    *(bool *)is_started = true;
    return NULL;
}

static int use_files_memory_and_threads(const void *path) {
    bool is_started = false;
    pthread_t thread;
    char *memory = malloc(64 << 20);
    int file = open(path, O_RDWR | O_CREAT | O_EXCL, 0600);

    if (memory == NULL || file < 0 || write(file, "a", 1) != 1 || fsync(file) != 0 ||
        unlink(path) != 0 ||
        pthread_create(&thread, NULL, note_thread, &is_started) != 0 ||
        pthread_join(thread, NULL) != 0) {
        return 1;
    }
    free(memory);
    return is_started ? 0 : 2;
}

static void files_memory_and_threads_can_be_used(void) {
    struct scratch scratch;

    scratch_init(&scratch);
    const char *path = scratch_path(&scratch, "file");
    CU_ASSERT_EQUAL(confined(use_files_memory_and_threads, path), 0);
    scratch_finish(&scratch);
}

static int abort_oneself(const void *unused) {
    (void)unused;
    abort();
}

static void a_failed_assertion_still_aborts(void) {
    int status = confined(abort_oneself, NULL);

    CU_ASSERT(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
}

struct early_thread {
    int pipe[2];
    int found; /* errno of socket(2) */
};

static void *open_socket_when_told(void *argument) {
    struct early_thread *early = argument;
    char told;

    if (read(early->pipe[0], &told, 1) == 1) {
        early->found = socket(AF_INET, SOCK_DGRAM, 0) < 0 ? errno : 0;
    }
    return NULL;
}

/* In a process that is not confined yet. */
static int is_thread_confined(void) {
    struct early_thread early = {0};
    struct error error;
    pthread_t thread;

    if (pipe(early.pipe) != 0 ||
        pthread_create(&thread, NULL, open_socket_when_told, &early) != 0 ||
        !sandbox_enter(&error) || write(early.pipe[1], "!", 1) != 1 ||
        pthread_join(thread, NULL) != 0) {
        return CONFINING_FAILED;
    }
    return early.found == ENOSYS ? 0 : 1;
}

static void a_thread_that_was_there_before_is_confined_too(void) {
    pid_t child = fork();
    int status = -1;

    if (child == 0) {
        _exit(is_thread_confined());
    }
    waitpid(child, &status, 0);
    CU_ASSERT_EQUAL(status, 0);
}

static CU_TestInfo cases[] = {
    CASE(there_is_a_sandbox),
    CASE(what_a_scan_does_not_do_is_refused),
    CASE(what_only_an_intruder_does_ends_the_process),
    CASE(files_memory_and_threads_can_be_used),
    CASE(a_failed_assertion_still_aborts),
    CASE(a_thread_that_was_there_before_is_confined_too),
    CU_TEST_INFO_NULL,
};

const struct suite suite = {"sandbox", cases};
