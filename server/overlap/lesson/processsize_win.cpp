#include "overlap/lesson/processsize.h"

#define PSAPI_VERSION 2 // in kernel32, so nothing more is linked
#include <windows.h>

#include <psapi.h>
#include <tlhelp32.h>

namespace overlap::lesson {

static std::optional<int> threads()
{
    const HANDLE snapshot = ::CreateToolhelp32Snapshot(TH32CS_SNAPTHREAD, 0);
    if (snapshot == INVALID_HANDLE_VALUE)
        return std::nullopt;
    int count = 0;
    THREADENTRY32 entry{};
    entry.dwSize = sizeof entry;
    for (BOOL is = ::Thread32First(snapshot, &entry); is; is = ::Thread32Next(snapshot, &entry))
        count += entry.th32OwnerProcessID == ::GetCurrentProcessId();
    ::CloseHandle(snapshot);
    return count;
}

ProcessSize processSize(Freed)
{
    ProcessSize size;
    PROCESS_MEMORY_COUNTERS counters{};
    counters.cb = sizeof counters;
    if (::GetProcessMemoryInfo(::GetCurrentProcess(), &counters, sizeof counters))
        size.residentBytes = qint64(counters.WorkingSetSize);
    size.threads = threads();
    return size;
}

} // namespace overlap::lesson
