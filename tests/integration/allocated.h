#pragma once

#include <QtGlobal>

#if defined(__SANITIZE_ADDRESS__)
#define OVERLAP_ADDRESS_SANITIZER
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define OVERLAP_ADDRESS_SANITIZER
#endif
#endif

#if defined(OVERLAP_ADDRESS_SANITIZER)
#include <cstddef>
// Declared in sanitizer/allocator_interface.h, which some compilers lack.
extern "C" std::size_t __sanitizer_get_current_allocated_bytes();
#elif defined(__GLIBC__)
#include <malloc.h>
#endif

// The bytes that are allocated now; 0: unknown.
inline qint64 allocatedBytes()
{
#if defined(OVERLAP_ADDRESS_SANITIZER)
    return qint64(__sanitizer_get_current_allocated_bytes());
#elif defined(__GLIBC__)
    const struct mallinfo2 info = ::mallinfo2();
    return qint64(info.uordblks) + qint64(info.hblkhd);
#else
    return 0;
#endif
}
