#pragma once

#include <thread> // tells whose threads these are

// Included by what every server is linked with. When a thread ends, MinGW calls the destructors of
// its keys in the order of these: one frees all thread_local objects, one destroys them. The first
// use of a key makes it, and a thread_local object uses its memory first, so that Qt's regular
// expressions, which have such an object, crash at the end of a thread. Hence the other key is used
// before main(). Other kinds of threads, which MinGW has too, keep their keys the other way round.
#if defined(__GLIBCXX__) && defined(WIN_PTHREADS_H)
#include <cxxabi.h>

namespace overlap::net {

[[maybe_unused]] static const int destroysBeforeItFrees =
    abi::__cxa_thread_atexit([](void *) {}, nullptr, nullptr);

} // namespace overlap::net
#endif
