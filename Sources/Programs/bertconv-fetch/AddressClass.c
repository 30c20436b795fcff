#include "AddressClass.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdint.h>
#include <string.h>

typedef struct {
    uint32_t prefix;
    int bits;
    AddressClass class;
} Block;

// The special-purpose blocks of RFC 6890 and its registry, which no public host has.
static const Block blocks[] = {
    {0x00000000, 8, AddressLoopback},   // 0.0.0.0/8: this host
    {0x7F000000, 8, AddressLoopback},   // 127.0.0.0/8
    {0x0A000000, 8, AddressPrivate},    // 10.0.0.0/8
    {0x64400000, 10, AddressPrivate},   // 100.64.0.0/10: shared by providers
    {0xA9FE0000, 16, AddressPrivate},   // 169.254.0.0/16: link-local, services of a cloud's machines
    {0xAC100000, 12, AddressPrivate},   // 172.16.0.0/12
    {0xC0000000, 24, AddressPrivate},   // 192.0.0.0/24: protocol assignments
    {0xC0A80000, 16, AddressPrivate},   // 192.168.0.0/16
    {0xC6120000, 15, AddressPrivate},   // 198.18.0.0/15: benchmarks
    {0xE0000000, 3, AddressPrivate},    // 224.0.0.0/3: multicast, reserved, broadcast
};

static AddressClass classOfIPv4(uint32_t address) {
    for (size_t index = 0; index < sizeof blocks / sizeof blocks[0]; index++) {
        const uint32_t mask = ~(uint32_t)0 << (32 - blocks[index].bits);
        if ((address & mask) == blocks[index].prefix) return blocks[index].class;
    }
    return AddressPublic;
}

static uint32_t number(const uint8_t *bytes) {
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

static AddressClass classOfIPv6(const uint8_t bytes[16]) {
    static const uint8_t zeros[16] = {0};
    static const uint8_t mapped[12] = {[10] = 0xFF, [11] = 0xFF};                  // ::ffff:0:0/96
    static const uint8_t translated[12] = {0x00, 0x64, 0xFF, 0x9B};                // 64:ff9b::/96
    if (memcmp(bytes, mapped, 12) == 0 || memcmp(bytes, translated, 12) == 0) return classOfIPv4(number(bytes + 12));
    if (memcmp(bytes, zeros, 12) == 0) return AddressLoopback;                     // ::, ::1, ::a.b.c.d
    if (bytes[0] == 0x20 && bytes[1] == 0x02) return classOfIPv4(number(bytes + 2));  // 2002::/16: 6to4
    return (bytes[0] & 0xE0) == 0x20 ? AddressPublic : AddressPrivate;             // 2000::/3 is the internet
}

AddressClass classOfAddress(const struct sockaddr *address) {
    if (address->sa_family == AF_INET) {
        struct sockaddr_in found;
        memcpy(&found, address, sizeof found);
        return classOfIPv4(ntohl(found.sin_addr.s_addr));
    }
    if (address->sa_family == AF_INET6) {
        struct sockaddr_in6 found;
        memcpy(&found, address, sizeof found);
        return classOfIPv6(found.sin6_addr.s6_addr);
    }
    return AddressLoopback;
}

AddressClass classOfText(const char *text) {
    uint8_t bytes[16];
    if (inet_pton(AF_INET, text, bytes) == 1) return classOfIPv4(number(bytes));
    if (inet_pton(AF_INET6, text, bytes) == 1) return classOfIPv6(bytes);
    return AddressLoopback;
}

int reachAllows(Reach reach, AddressClass found) {
    switch (reach) {
    case ReachAll: return 1;
    case ReachBeyondLoopback: return found != AddressLoopback;
    case ReachPublic: return found == AddressPublic;
    case ReachLoopback: return found == AddressLoopback;
    case ReachCount: break;
    }
    return 0;
}
