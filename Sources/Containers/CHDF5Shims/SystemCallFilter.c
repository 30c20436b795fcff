#define _GNU_SOURCE
#include "SystemCallFilter.h"

#if defined(__linux__) && (defined(__x86_64__) || defined(__aarch64__))

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifdef __x86_64__
#define ARCHITECTURE AUDIT_ARCH_X86_64
// Higher numbers belong to the x32 interface, which has the same architecture.
#define FIRST_FOREIGN_NUMBER 0x40000000u
#else
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#define FIRST_FOREIGN_NUMBER UINT32_MAX
#endif

#define ALLOW SECCOMP_RET_ALLOW
#define KILL SECCOMP_RET_KILL_PROCESS
#define FAIL_WITH(error) (SECCOMP_RET_ERRNO | (error))

// True if `argument & mask == value`; a mask of 0 ends the conditions of a rule.
typedef struct {
    unsigned argument;
    uint32_t mask;
    uint32_t value;
} Condition;

// The first rule with this system call whose conditions are true decides.
typedef struct {
    uint32_t number;
    uint32_t action;
    Condition conditions[3];
} Rule;

// The kernel also uses only the lower 32 bits of each argument that a rule checks, or has no flags above them.
#define IS(index, expected) {.argument = (index), .mask = UINT32_MAX, .value = (uint32_t)(expected)}
#define HAS_ONLY(index, flags) {.argument = (index), .mask = ~(uint32_t)(flags), .value = 0}
#define HAS(index, flags) {.argument = (index), .mask = (flags), .value = (flags)}

static const Rule readingRules[] = {
    {SYS_pread64, ALLOW, {IS(0, STDIN_FILENO)}},
};

static const Rule writingRules[] = {
    {SYS_read, ALLOW, {IS(0, STDIN_FILENO)}},
    {SYS_pread64, ALLOW, {IS(0, STDOUT_FILENO)}},
    {SYS_pwrite64, ALLOW, {IS(0, STDOUT_FILENO)}},
    {SYS_ftruncate, ALLOW, {IS(0, STDOUT_FILENO)}},
};

static const Rule commonRules[] = {
    {SYS_write, ALLOW, {IS(0, STDOUT_FILENO)}},
    {SYS_write, ALLOW, {IS(0, STDERR_FILENO)}},
    // The C library writes why it aborts.
    {SYS_writev, ALLOW, {IS(0, STDERR_FILENO)}},
    {SYS_fstat, ALLOW, {IS(0, STDIN_FILENO)}},
    {SYS_fstat, ALLOW, {IS(0, STDOUT_FILENO)}},
    {SYS_fstat, ALLOW, {IS(0, STDERR_FILENO)}},
    {SYS_fcntl, ALLOW, {IS(0, STDIN_FILENO), IS(1, F_GETFL)}},
    {SYS_fcntl, ALLOW, {IS(0, STDOUT_FILENO), IS(1, F_GETFL)}},

    // Anonymous memory that is never executable.
    {SYS_brk, ALLOW, {{0}}},
    {SYS_mmap, ALLOW, {HAS_ONLY(2, PROT_READ | PROT_WRITE), HAS(3, MAP_PRIVATE | MAP_ANONYMOUS), IS(4, -1)}},
    {SYS_munmap, ALLOW, {{0}}},
    {SYS_mremap, ALLOW, {{0}}},
    {SYS_mprotect, ALLOW, {HAS_ONLY(2, PROT_READ | PROT_WRITE)}},
    {SYS_madvise, ALLOW, {{0}}},

    // Calls that reveal nothing about other processes and change nothing for them.
    {SYS_futex, ALLOW, {{0}}},
    {SYS_clock_gettime, ALLOW, {{0}}},
    {SYS_gettimeofday, ALLOW, {{0}}},
    {SYS_getrandom, ALLOW, {{0}}},
    {SYS_sysinfo, ALLOW, {{0}}},  // qsort of glibc before 2.37 asks for the size of the memory
    {SYS_sched_yield, ALLOW, {{0}}},
    {SYS_clock_nanosleep, ALLOW, {{0}}},  // libhdf5 waits before it reads once more what has a wrong checksum
    {SYS_nanosleep, ALLOW, {{0}}},
    {SYS_restart_syscall, ALLOW, {{0}}},

    // The end of the process. Signals can be unblocked and SIGABRT reset; SIGXCPU cannot be blocked or ignored.
    {SYS_exit_group, ALLOW, {{0}}},
    {SYS_exit, ALLOW, {{0}}},
    {SYS_getpid, ALLOW, {{0}}},
    {SYS_gettid, ALLOW, {{0}}},
    {SYS_rt_sigaction, ALLOW, {IS(0, SIGABRT)}},
    {SYS_rt_sigprocmask, ALLOW, {IS(0, SIG_UNBLOCK)}},
    {SYS_rt_sigprocmask, FAIL_WITH(EPERM), {{0}}},

    // Calls that libhdf5 and the C library try, and that they do not need.
    {SYS_getcwd, FAIL_WITH(EPERM), {{0}}},  // to know a file by its full path
    {SYS_newfstatat, FAIL_WITH(EPERM), {IS(3, AT_EMPTY_PATH)}},  // fstat, for the buffer of a stream
    {SYS_ioctl, FAIL_WITH(ENOTTY), {IS(1, TCGETS)}},  // isatty, likewise
};

// Much more than the rules need.
#define MAXIMUM_LENGTH 256

typedef struct {
    struct sock_filter instructions[MAXIMUM_LENGTH];
    unsigned short length;
    int isTooLong;
} Program;

static void add(Program *program, uint16_t code, uint8_t ifTrue, uint8_t ifFalse, uint32_t operand) {
    if (program->length == MAXIMUM_LENGTH) {
        program->isTooLong = 1;
        return;
    }
    program->instructions[program->length++] = (struct sock_filter){code, ifTrue, ifFalse, operand};
}

static void load(Program *program, size_t offset) {
    add(program, BPF_LD | BPF_W | BPF_ABS, 0, 0, (uint32_t)offset);
}

static void end(Program *program, uint32_t action) {
    add(program, BPF_RET | BPF_K, 0, 0, action);
}

static void addRule(Program *program, const Rule *rule) {
    uint8_t rest = 1;  // instructions up to the next rule, after the comparison of the number
    for (const Condition *condition = rule->conditions; condition < rule->conditions + 3 && condition->mask != 0;
         condition++)
        rest += 3;
    load(program, offsetof(struct seccomp_data, nr));
    add(program, BPF_JMP | BPF_JEQ | BPF_K, 0, rest, rule->number);
    for (const Condition *condition = rule->conditions; rest > 1; condition++) {
        rest -= 3;
        // Both architectures are little-endian: the lower half comes first.
        load(program, offsetof(struct seccomp_data, args) + condition->argument * sizeof(uint64_t));
        add(program, BPF_ALU | BPF_AND | BPF_K, 0, 0, condition->mask);
        add(program, BPF_JMP | BPF_JEQ | BPF_K, 0, rest, condition->value);
    }
    end(program, rule->action);
}

static void addRules(Program *program, const Rule *rules, size_t count) {
    for (size_t index = 0; index < count; index++) addRule(program, &rules[index]);
}

#define ADD_RULES(program, rules) addRules(program, rules, sizeof(rules) / sizeof(rules)[0])

static void assemble(Program *program, CH5Question question) {
    load(program, offsetof(struct seccomp_data, arch));
    add(program, BPF_JMP | BPF_JEQ | BPF_K, 1, 0, ARCHITECTURE);
    end(program, KILL);
    load(program, offsetof(struct seccomp_data, nr));
    add(program, BPF_JMP | BPF_JGE | BPF_K, 0, 1, FIRST_FOREIGN_NUMBER);
    end(program, KILL);
    if (question == CH5WritingQuestion)
        ADD_RULES(program, writingRules);
    else
        ADD_RULES(program, readingRules);
    ADD_RULES(program, commonRules);
    // The signal that abort sends, to this process only.
    addRule(program, &(Rule){SYS_tgkill, ALLOW, {IS(0, getpid()), IS(2, SIGABRT)}});
    end(program, KILL);
}

CH5Layer CH5FilterSystemCalls(CH5Question question) {
    // If this call fails, no filter here can kill: the system is an emulator or a kernel before 4.14, or a filter of
    // the caller refuses. If it succeeds, the filter must be installed.
    const uint32_t action = KILL;
    if (syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0u, &action) != 0) return CH5LayerUnavailable;
    Program program = {.length = 0};
    assemble(&program, question);
    if (program.isTooLong) return CH5LayerFailed;
    const struct sock_fprog filter = {program.length, program.instructions};
    return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &filter) == 0 ? CH5LayerActive
                                                                                              : CH5LayerFailed;
}

#else

CH5Layer CH5FilterSystemCalls(CH5Question question) {
    (void)question;
    return CH5LayerUnavailable;
}

#endif
