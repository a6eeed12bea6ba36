#include "overlap/lesson/processsize.h"

#include <QByteArray>
#include <QFile>

#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace overlap::lesson {

namespace {

// The number in a line of /proc/self/status, as in "VmRSS:     1234 kB".
std::optional<qint64> numberIn(const QByteArray &status, QByteArrayView name)
{
    const qsizetype at = status.indexOf(name);
    if (at < 0)
        return std::nullopt;
    const qsizetype from = at + name.size();
    bool isNumber = false;
    const qint64 number = status.mid(from, status.indexOf('\n', from) - from)
                              .trimmed()
                              .split(' ')
                              .constFirst()
                              .toLongLong(&isNumber);
    return isNumber ? std::optional(number) : std::nullopt;
}

} // namespace

ProcessSize processSize(Freed freed)
{
#ifdef __GLIBC__
    if (freed == Freed::GivenBack)
        ::malloc_trim(0);
#else
    Q_UNUSED(freed);
#endif
    QFile file(QStringLiteral("/proc/self/status"));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    const QByteArray status = file.readAll();
    ProcessSize size;
    if (const auto kib = numberIn(status, "\nVmRSS:"))
        size.residentBytes = *kib * 1024;
    if (const auto threads = numberIn(status, "\nThreads:"))
        size.threads = int(*threads);
    return size;
}

} // namespace overlap::lesson
