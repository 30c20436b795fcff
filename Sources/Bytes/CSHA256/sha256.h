// SHA256_Init, SHA256_Update and SHA256_Final. OpenSSL 3 would rather be called through EVP; but that brings its
// providers, configuration files and 4 MB with it, where these are three functions and one loop in assembly.
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/sha.h>
