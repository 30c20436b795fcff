// CRC-32C (RFC 3720, appendix B.4) of what Folding.c leaves, or of everything if the processor cannot fold.
#include "CKernels.h"

/// The register after four bits of its own value.
static const uint32_t table[16] = {
    0x00000000, 0x105ec76f, 0x20bd8ede, 0x30e349b1,
    0x417b1dbc, 0x5125dad3, 0x61c69362, 0x7198540d,
    0x82f63b78, 0x92a8fc17, 0xa24bb5a6, 0xb21572c9,
    0xc38d26c4, 0xd3d3e1ab, 0xe330a81a, 0xf36e6f75,
};

static uint32_t extendByTable(uint32_t value, const uint8_t *bytes, size_t count) {
    for (size_t i = 0; i < count; i++) {
        value ^= bytes[i];
        value = value >> 4 ^ table[value & 15];
        value = value >> 4 ^ table[value & 15];
    }
    return value;
}

#if defined(__aarch64__)
#include <arm_acle.h>
#include <string.h>
#include <sys/auxv.h>

/// HWCAP_CRC32 of Linux.
#define HAS_CRC32 (1UL << 7)

__attribute__((target("crc"))) static uint32_t extendByInstruction(
    uint32_t value, const uint8_t *bytes, size_t count
) {
    size_t done = 0;
    for (; done + 8 <= count; done += 8) {
        uint64_t word;
        memcpy(&word, bytes + done, sizeof word);
        value = __crc32cd(value, word);
    }
    for (; done < count; done++) value = __crc32cb(value, bytes[done]);
    return value;
}
#endif

uint32_t CKExtendCRC32C(uint32_t initial, const uint8_t *bytes, size_t count) {
#if defined(__aarch64__)
    if (getauxval(AT_HWCAP) & HAS_CRC32) return extendByInstruction(initial, bytes, count);
#endif
    return extendByTable(initial, bytes, count);
}
