#define _GNU_SOURCE
#include "SystemCallFilter.h"

#if defined(__linux__) && (defined(__x86_64__) || defined(__aarch64__))

#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
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

// Much more than the rules need.
#define MAXIMUM_LENGTH 1024

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

static void addRule(Program *program, const CCSystemCallRule *rule) {
    uint8_t rest = 1;  // instructions up to the next rule, after the comparison of the number
    for (const CCCondition *condition = rule->conditions; condition < rule->conditions + 3 && condition->mask != 0;
         condition++)
        rest += 3;
    load(program, offsetof(struct seccomp_data, nr));
    add(program, BPF_JMP | BPF_JEQ | BPF_K, 0, rest, rule->number);
    for (const CCCondition *condition = rule->conditions; rest > 1; condition++) {
        rest -= 3;
        // Both architectures are little-endian: the lower half comes first.
        load(program, offsetof(struct seccomp_data, args) + condition->argument * sizeof(uint64_t));
        add(program, BPF_ALU | BPF_AND | BPF_K, 0, 0, condition->mask);
        add(program, BPF_JMP | BPF_JEQ | BPF_K, 0, rest, condition->value);
    }
    end(program, rule->action);
}

static void assemble(Program *program, const CCSystemCallRules lists[], size_t count, uint32_t otherwise) {
    load(program, offsetof(struct seccomp_data, arch));
    add(program, BPF_JMP | BPF_JEQ | BPF_K, 1, 0, ARCHITECTURE);
    end(program, CC_KILL);
    load(program, offsetof(struct seccomp_data, nr));
    add(program, BPF_JMP | BPF_JGE | BPF_K, 0, 1, FIRST_FOREIGN_NUMBER);
    end(program, CC_KILL);
    for (size_t list = 0; list < count; list++)
        for (size_t index = 0; index < lists[list].count; index++) addRule(program, &lists[list].rules[index]);
    addRule(program, &(CCSystemCallRule){SYS_tgkill, CC_ALLOW, {CC_IS(0, getpid()), CC_IS(2, SIGABRT)}});
    end(program, otherwise);
}

CCLayer CCFilterSystemCalls(const CCSystemCallRules lists[], size_t count, uint32_t otherwise) {
    // If this call fails, no filter here can kill: the system is an emulator or a kernel before 4.14, or a filter of
    // the caller refuses. If it succeeds, the filter must be installed.
    const uint32_t action = CC_KILL;
    if (syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0u, &action) != 0) return CCLayerUnavailable;
    Program program = {.length = 0};
    assemble(&program, lists, count, otherwise);
    if (program.isTooLong) return CCLayerFailed;
    const struct sock_fprog filter = {program.length, program.instructions};
    return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &filter) == 0 ? CCLayerActive
                                                                                              : CCLayerFailed;
}

#else

CCLayer CCFilterSystemCalls(const CCSystemCallRules lists[], size_t count, uint32_t otherwise) {
    (void)lists, (void)count, (void)otherwise;
    return CCLayerUnavailable;
}

#endif
