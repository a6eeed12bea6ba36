#include "overlap/folder/openfile.h"

#include <QFile>

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

namespace overlap::folder {

namespace {

using Status = struct stat;

// As of openat2(2); older headers lack them.
struct How
{
    quint64 flags;
    quint64 mode;
    quint64 resolve;
};
constexpr quint64 withoutLinks = 0x04;
constexpr quint64 beneath = 0x08;
constexpr quint64 cached = 0x20; // names that are in memory
constexpr long openat2 = 437;

FileHandle opened(int folder, const QByteArray &path, int flags, quint64 resolve)
{
    const How how{quint64(flags | O_CLOEXEC), 0, resolve | cached};
    return FileHandle(::syscall(openat2, folder, path.constData(), &how, sizeof how));
}

} // namespace

std::optional<OpenFile> openCached(const QString &root, const QStringList &names)
{
    const auto isName = [](const QString &name) { return isShown(name, Names::Unix); };
    if (!std::ranges::all_of(names, isName))
        return std::nullopt;
    const FileHandle folder = opened(AT_FDCWD, QFile::encodeName(root), O_PATH | O_DIRECTORY, 0);
    if (!folder.isOpen())
        return std::nullopt;
    const QString path = names.join(u'/');
    const QByteArray name = QFile::encodeName(path);
    const auto open = [&](int flags) {
        return opened(int(folder.get()), name, flags, withoutLinks | beneath);
    };
    // Opening a device, or a pipe, may do things.
    const FileHandle found = open(O_PATH);
    Status status{};
    if (!found.isOpen() || ::fstat(int(found.get()), &status) != 0 || !S_ISREG(status.st_mode))
        return std::nullopt;
    const auto number = status.st_ino;
    FileHandle file = open(O_RDONLY | O_NONBLOCK | O_NOCTTY);
    if (!file.isOpen() || ::fstat(int(file.get()), &status) != 0 || !S_ISREG(status.st_mode) ||
        status.st_ino != number)
        return std::nullopt;
    const qint64 modifiedNs =
        qint64(status.st_mtim.tv_sec) * 1'000'000'000 + status.st_mtim.tv_nsec;
    return OpenFile{
        root + u'/' + path, {status.st_size, modifiedNs, quint64(number)}, std::move(file)};
}

qint64 FileHandle::readCached(qint64 from, char *to, qint64 most) const
{
    iovec room{};
    room.iov_base = to;
    room.iov_len = std::size_t(most);
    ssize_t count = 0;
    do {
        count = ::preadv2(int(m_handle), &room, 1, off_t(from), RWF_NOWAIT);
    } while (count < 0 && errno == EINTR);
    return count;
}

} // namespace overlap::folder
