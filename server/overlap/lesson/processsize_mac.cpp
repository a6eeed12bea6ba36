#include "overlap/lesson/processsize.h"

#include <mach/mach.h>

namespace overlap::lesson {

ProcessSize processSize(Freed)
{
    ProcessSize size;
    mach_task_basic_info info{};
    mach_msg_type_number_t count = MACH_TASK_BASIC_INFO_COUNT;
    if (::task_info(mach_task_self(), MACH_TASK_BASIC_INFO, reinterpret_cast<task_info_t>(&info),
                    &count) == KERN_SUCCESS)
        size.residentBytes = qint64(info.resident_size);
    thread_act_array_t threads = nullptr;
    mach_msg_type_number_t threadCount = 0;
    if (::task_threads(mach_task_self(), &threads, &threadCount) == KERN_SUCCESS) {
        for (mach_msg_type_number_t i = 0; i < threadCount; ++i)
            ::mach_port_deallocate(mach_task_self(), threads[i]);
        ::vm_deallocate(mach_task_self(), vm_address_t(threads), threadCount * sizeof *threads);
        size.threads = int(threadCount);
    }
    return size;
}

} // namespace overlap::lesson
