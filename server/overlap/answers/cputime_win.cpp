#include "overlap/answers/cputime.h"

#include <windows.h>

namespace overlap::answers {

std::chrono::nanoseconds threadCpuTime()
{
    FILETIME created, exited, kernel, user;
    if (!::GetThreadTimes(::GetCurrentThread(), &created, &exited, &kernel, &user))
        return std::chrono::steady_clock::now().time_since_epoch();
    const auto count = [](const FILETIME &time) {
        return (static_cast<long long>(time.dwHighDateTime) << 32) | time.dwLowDateTime;
    };
    return std::chrono::nanoseconds((count(kernel) + count(user)) * 100);
}

} // namespace overlap::answers
