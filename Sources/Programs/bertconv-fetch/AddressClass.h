// Where an address is: on this machine, in a private network, or in the internet.
#ifndef FETCH_ADDRESS_CLASS_H
#define FETCH_ADDRESS_CLASS_H

#include <sys/socket.h>

/// The further down, the more public.
typedef enum {
    AddressLoopback = 0,
    AddressPrivate = 1,
    AddressPublic = 2,
} AddressClass;

/// Which addresses a request may connect to.
typedef enum {
    ReachAll = 0,
    /// No loopback: a redirect from a private network.
    ReachBeyondLoopback = 1,
    /// Public addresses: a redirect from the internet.
    ReachPublic = 2,
    /// Loopback alone: HTTP without TLS.
    ReachLoopback = 3,
    ReachCount = 4,
} Reach;

/// The class of an IPv4 or IPv6 address; every other family counts as loopback.
AddressClass classOfAddress(const struct sockaddr *address);

/// The class of an address as text, such as libcurl returns it; one that cannot be read counts as loopback.
AddressClass classOfText(const char *text);

int reachAllows(Reach reach, AddressClass found);

#endif
