// One HTTP request, answered in frames.
#ifndef FETCH_TRANSFER_H
#define FETCH_TRANSFER_H

#include "Frames.h"

/// Makes the objects of libcurl, which open what they need of the system. Returns 0, or -1.
int prepareTransfers(void);

/// Performs a request and writes its answer: status, address, headers, body, and an end or a failure.
///
/// Redirects are answered, not followed. Returns 0, or -1 when the answer could not be written.
int performRequest(const Request *request);

#endif
