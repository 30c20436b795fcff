// Swift's module Glibc, which is linked into the programs whole, refers to hypotf. glibc 2.35 gave that function a new
// version, so that a program built there would not start on glibc 2.34 (Red Hat 9), though it never calls it. The
// programs bring their own.
float hypotf(float x, float y);
