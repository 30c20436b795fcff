#define _GNU_SOURCE
#include "CageProbeCalls.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

// Room to be read, written and protected.
static _Alignas(4096) char buffer[4096];

#define BUFFER ((long)buffer)
#define TEXT(text) ((long)(text))
#define PLAIN (MAP_PRIVATE | MAP_ANONYMOUS)
#define TWO_GIB (2l << 30)

static long stopSelf(void) {
    return syscall(SYS_tgkill, getpid(), getpid(), SIGSTOP);
}

static long killParent(void) {
    return syscall(SYS_kill, getppid(), 0);
}

static long abortNow(void) {
    abort();
}

// The second one is found by the C library, which says so and aborts.
static long freeTwice(void) {
    void *volatile block = malloc(24);
    free(block);
    free(block);
    return 0;
}

static long compute(void) {
    for (volatile unsigned count = 0;; count++) continue;
}

static long allocateMuch(void) {
    return malloc(TWO_GIB) == NULL ? -1 : 0;
}

static long findEnvironment(void) {
    extern char **environ;
    errno = EEXIST;
    return environ[0] == NULL ? 0 : -1;
}

#ifdef __x86_64__
// Entry to the kernel by the gate of 32-bit programs, whose mkdir has the number that getpid has here.
static const char *name32;

static void prepare32(void) {
    // The kernel takes 32 bits of an address.
    char *low = mmap(NULL, 4096, PROT_READ | PROT_WRITE, PLAIN | MAP_32BIT, -1, 0);
    if (low == MAP_FAILED) abort();
    name32 = strcpy(low, "/tmp/bertconv-cage-probe-32");
}

static long makeDirectory32(void) {
    long result = 39;
    __asm__ volatile("int $0x80" : "+a"(result) : "b"(name32), "c"(0700l) : "memory");
    errno = (int)-result;
    return result < 0 ? -1 : 0;
}
#endif

typedef struct {
    const char *name;
    // By a function, or else by its number.
    long (*function)(void);
    long number;
    long arguments[6];
} Attempt;

static const Attempt attempts[] = {
    {"open", NULL, SYS_openat, {AT_FDCWD, TEXT("/etc/passwd"), O_RDONLY}},
    {"create", NULL, SYS_openat, {AT_FDCWD, TEXT("/tmp/bertconv-cage-probe"), O_WRONLY | O_CREAT, 0600}},
    {"unlink", NULL, SYS_unlinkat, {AT_FDCWD, TEXT("/tmp/bertconv-cage-probe")}},
    {"stat-path", NULL, SYS_newfstatat, {AT_FDCWD, TEXT("/etc/passwd"), BUFFER}},
    {"stat-empty", NULL, SYS_newfstatat, {0, TEXT(""), BUFFER, AT_EMPTY_PATH}},
    {"stat-0", NULL, SYS_fstat, {0, BUFFER}},
    {"stat-3", NULL, SYS_fstat, {3, BUFFER}},
    {"getcwd", NULL, SYS_getcwd, {BUFFER, sizeof buffer}},
    {"read-0", NULL, SYS_read, {0, BUFFER, 1}},
    {"read-3", NULL, SYS_read, {3, BUFFER, 1}},
    {"pread-0", NULL, SYS_pread64, {0, BUFFER, 1}},
    {"pread-1", NULL, SYS_pread64, {1, BUFFER, 1}},
    {"pread-3", NULL, SYS_pread64, {3, BUFFER, 1}},
    {"write-0", NULL, SYS_write, {0, BUFFER, 1}},
    {"write-1", NULL, SYS_write, {1, BUFFER, 1}},
    {"write-2", NULL, SYS_write, {2, BUFFER, 1}},
    {"write-3", NULL, SYS_write, {3, BUFFER, 1}},
    {"writev-1", NULL, SYS_writev, {1, BUFFER, 0}},
    {"writev-2", NULL, SYS_writev, {2, BUFFER, 0}},
    {"pwrite-0", NULL, SYS_pwrite64, {0, BUFFER, 1}},
    {"pwrite-1", NULL, SYS_pwrite64, {1, BUFFER, 1}},
    {"ftruncate-0", NULL, SYS_ftruncate, {0, 0}},
    {"ftruncate-1", NULL, SYS_ftruncate, {1, 10}},
    {"flags", NULL, SYS_fcntl, {0, F_GETFL}},
    {"flags-3", NULL, SYS_fcntl, {3, F_GETFL}},
    {"set-flags", NULL, SYS_fcntl, {1, F_SETFL, O_APPEND}},
    {"duplicate", NULL, SYS_fcntl, {0, F_DUPFD}},
    {"dup", NULL, SYS_dup, {0}},
    {"type-for-user", NULL, SYS_ioctl, {0, TIOCSTI, BUFFER}},
    {"is-terminal", NULL, SYS_ioctl, {1, TCGETS, BUFFER}},
    {"socket", NULL, SYS_socket, {AF_INET, SOCK_STREAM}},
    {"local-socket", NULL, SYS_socket, {AF_UNIX, SOCK_STREAM}},
    {"pipe", NULL, SYS_pipe2, {BUFFER}},

    {"execve", NULL, SYS_execve, {TEXT("/bin/true")}},
    {"fork", NULL, SYS_clone, {SIGCHLD}},
    {"thread", NULL, SYS_clone, {CLONE_VM | CLONE_SIGHAND | CLONE_THREAD}},
    {"ptrace", NULL, SYS_ptrace, {0}},
    {"kill-parent", killParent, 0, {0}},
    {"stop-self", stopSelf, 0, {0}},
    // A process that does not exist: nobody is hurt where this is let through.
    {"abort-other", NULL, SYS_tgkill, {0x3FFFFFFF, 0x3FFFFFFF, SIGABRT}},
    {"read-others", NULL, SYS_process_vm_readv, {1, BUFFER, 0, BUFFER, 0}},
    {"limits", NULL, SYS_prlimit64, {0, RLIMIT_CORE, 0, BUFFER}},
    {"control", NULL, SYS_prctl, {4, 1}},
    {"filter", NULL, SYS_seccomp, {2, 0, BUFFER}},
    {"timer", NULL, SYS_setitimer, {0, 0, 0}},
    {"block-limit", NULL, SYS_rt_sigprocmask, {SIG_BLOCK, BUFFER, 0, 8}},
    {"unblock", NULL, SYS_rt_sigprocmask, {SIG_UNBLOCK, BUFFER, 0, 8}},
    {"ignore-limit", NULL, SYS_rt_sigaction, {SIGXCPU, 0, BUFFER, 8}},
    {"clock", NULL, SYS_clock_gettime, {0, BUFFER}},

    {"map", NULL, SYS_mmap, {0, 4096, PROT_READ | PROT_WRITE, PLAIN, -1}},
    {"map-executable", NULL, SYS_mmap, {0, 4096, PROT_READ | PROT_EXEC, PLAIN, -1}},
    {"map-file", NULL, SYS_mmap, {0, 4096, PROT_READ, MAP_PRIVATE, 0}},
    {"map-shared", NULL, SYS_mmap, {0, 4096, PROT_READ, MAP_SHARED | MAP_ANONYMOUS, -1}},
    {"map-much", NULL, SYS_mmap, {0, TWO_GIB, PROT_READ | PROT_WRITE, PLAIN, -1}},
    {"protect", NULL, SYS_mprotect, {BUFFER, 4096, PROT_READ | PROT_WRITE}},
    {"protect-executable", NULL, SYS_mprotect, {BUFFER, 4096, PROT_READ | PROT_EXEC}},
    {"allocate-much", allocateMuch, 0, {0}},

    {"exit", NULL, SYS_exit_group, {7}},
    {"abort", abortNow, 0, {0}},
    {"free-twice", freeTwice, 0, {0}},
    {"compute", compute, 0, {0}},
    {"environment", findEnvironment, 0, {0}},
#ifdef __x86_64__
    {"32-bit", makeDirectory32, 0, {0}},
    // getpid by the numbers of the x32 interface.
    {"x32", NULL, 0x40000000 + SYS_getpid, {0}},
#endif
};

int CPFind(const char *name) {
#ifdef __x86_64__
    prepare32();
#endif
    for (int index = 0; index < (int)(sizeof attempts / sizeof attempts[0]); index++) {
        if (strcmp(attempts[index].name, name) == 0) return index;
    }
    return -1;
}

int CPTry(int index) {
    const Attempt *attempt = &attempts[index];
    const long *argument = attempt->arguments;
    const long result = attempt->function != NULL ? attempt->function()
                                                  : syscall(attempt->number, argument[0], argument[1], argument[2],
                                                            argument[3], argument[4], argument[5]);
    return result == -1 ? errno : 0;
}

void CPCallWithZeros(int number) {
    syscall(number, 0l, 0l, 0l, 0l, 0l, 0l);
}

int CPFork(void) {
    return fork();
}

int CPWaitForSignal(int process) {
    int status = 0;
    if (waitpid(process, &status, 0) != process) return -1;
    return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

void CPEnd(int status) {
    _exit(status);
}
