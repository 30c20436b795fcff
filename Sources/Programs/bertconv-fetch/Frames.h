// What the main program and this one send each other: a tag, a length of four bytes (little-endian), and bytes.
#ifndef FETCH_FRAMES_H
#define FETCH_FRAMES_H

#include <stddef.h>
#include <stdint.h>

enum { FrameBytes = 1 << 16, BodyFrameBytes = 1 << 17, HeaderLines = 32 };

/// A request: fields in any order, and `FieldEnd` last.
typedef struct {
    char *url;
    char *range;
    /// What the program calls itself to the server.
    char *agent;
    /// `provider1:provider2:region:service` for a signature of version 4; NULL: none.
    char *signing;
    /// `name:secret` for that signature.
    char *credentials;
    char *headers[HeaderLines];
    int headerCount;
    int isHead;
    int reach;
    /// The most bytes of the body.
    uint64_t bodyLimit;
    /// How many seconds in a row may pass with almost nothing received.
    uint64_t quietLooks;
} Request;

typedef enum {
    AnswerStatus = 'S',
    AnswerAddress = 'A',
    AnswerHeader = 'H',
    AnswerBody = 'B',
    AnswerEnd = '.',
    /// A word for what went wrong, a space, and a sentence.
    AnswerFailure = 'F',
} AnswerTag;

/// Reads a request from standard input. Returns 1; 0 at the end of the input; -1 for what is no request.
int readRequest(Request *request);

void freeRequest(Request *request);

/// Writes what waits of the body, and then a frame, to standard output. Returns 0, or -1.
int writeFrame(AnswerTag tag, const void *bytes, size_t count);

/// Adds bytes to the body. They wait until `BodyFrameBytes` are there, because libcurl hands out 16 KiB at a time, and
/// small writes take twice as long. Returns 0, or -1.
int writeBody(const void *bytes, size_t count);

/// Writes what waits of the body. Returns 0, or -1.
int flushBody(void);

#endif
