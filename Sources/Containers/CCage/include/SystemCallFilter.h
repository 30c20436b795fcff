// A filter that allows a process only the system calls that rules name.
#ifndef CCAGE_SYSTEM_CALL_FILTER_H
#define CCAGE_SYSTEM_CALL_FILTER_H

#include <stddef.h>
#include <stdint.h>

/// The state of a layer of the cage that not every system has.
typedef enum {
    /// The system has the layer, but it could not be put in force.
    CCLayerFailed = -1,
    /// The system does not have the layer, or does not allow it for this process.
    CCLayerUnavailable = 0,
    CCLayerActive = 1,
} CCLayer;

/// True if `argument & mask == value`; a mask of 0 ends the conditions of a rule.
typedef struct {
    unsigned argument;
    uint32_t mask;
    uint32_t value;
} CCCondition;

/// The first rule with a system call whose conditions are true decides.
typedef struct {
    uint32_t number;
    /// A value that a filter returns (`SECCOMP_RET_…`).
    uint32_t action;
    CCCondition conditions[3];
} CCSystemCallRule;

/// Rules in their order.
typedef struct {
    const CCSystemCallRule *rules;
    size_t count;
} CCSystemCallRules;

// The kernel also uses only the lower 32 bits of each argument that a rule checks, or has no flags above them.
#define CC_IS(index, expected) {.argument = (index), .mask = UINT32_MAX, .value = (uint32_t)(expected)}
#define CC_HAS_ONLY(index, flags) {.argument = (index), .mask = ~(uint32_t)(flags), .value = 0}
#define CC_HAS(index, flags) {.argument = (index), .mask = (flags), .value = (flags)}

#define CC_ALLOW SECCOMP_RET_ALLOW
#define CC_KILL SECCOMP_RET_KILL_PROCESS
#define CC_FAIL_WITH(error) (SECCOMP_RET_ERRNO | (error))

#define CC_RULES(array) {(array), sizeof(array) / sizeof(array)[0]}

/// Puts the rules in force for all threads, for the rest of the life of the process.
///
/// Needs no privileges once CCForbidNewPrivileges has been called.
///
/// - `lists`: the rules, list after list. The signal that `abort` sends to this process is allowed too.
/// - `otherwise`: the action for a call without a rule.
CCLayer CCFilterSystemCalls(const CCSystemCallRules lists[], size_t count, uint32_t otherwise);

#endif
