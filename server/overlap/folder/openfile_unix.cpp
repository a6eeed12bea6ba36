#include "overlap/folder/openfile.h"

#include <QFile>
#include <QFileInfo>

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace overlap::folder {

namespace {

using Status = struct stat;

bool isMissing(int error)
{
    return error != EMFILE && error != ENFILE && error != ENOMEM && error != EIO;
}

qint64 nsOf(const Status &status)
{
#ifdef __APPLE__
    const timespec &modified = status.st_mtimespec;
#else
    const timespec &modified = status.st_mtim;
#endif
    return qint64(modified.tv_sec) * 1'000'000'000 + modified.tv_nsec;
}

bool isServed(const Status &status)
{
    return S_ISREG(status.st_mode) || S_ISDIR(status.st_mode);
}

bool areSame(const Status &a, const Status &b)
{
    return a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

} // namespace

FileHandle::~FileHandle()
{
    if (isOpen())
        ::close(int(m_handle));
}

qint64 FileHandle::read(qint64 from, char *to, qint64 most) const
{
    ssize_t count = 0;
    do {
        count = ::pread(int(m_handle), to, std::size_t(most), off_t(from));
    } while (count < 0 && errno == EINTR);
    return count;
}

std::optional<OpenFile> openBelow(const QString &root, const QStringList &names, NotOpened &why)
{
    why = NotOpened::Missing;
    const QString canonicalRoot = QFileInfo(root).canonicalFilePath(); // it may be made anew
    const QString path = canonicalRoot + u'/' + names.join(u'/');
    const QByteArray name = QFile::encodeName(path);
    // Programs save a file by renaming another one to it: then what was opened has another name, or
    // none, and it is opened again.
    for (int attempt = 0; attempt < 10; ++attempt) {
        Status status{};
        // Opening a device, or a pipe, may do things.
        if (canonicalRoot.isEmpty() || ::stat(name.constData(), &status) != 0 || !isServed(status))
            return std::nullopt;
        FileHandle file(::open(name.constData(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
        if (!file.isOpen() && errno == EINTR)
            continue;
        if (!file.isOpen() || ::fstat(int(file.get()), &status) != 0) {
            why = isMissing(errno) ? NotOpened::Missing : NotOpened::Failed;
            return std::nullopt;
        }
        const QString real = QFileInfo(path).canonicalFilePath();
        if (!isServed(status) || (!real.isEmpty() && !isBelow(canonicalRoot, real, Names::Unix)))
            return std::nullopt;
        Status atReal{};
        if (real.isEmpty() || ::lstat(QFile::encodeName(real).constData(), &atReal) != 0 ||
            !areSame(status, atReal))
            continue;
        if (S_ISDIR(status.st_mode))
            file = FileHandle();
        return OpenFile{
            real, {status.st_size, nsOf(status), quint64(status.st_ino)}, std::move(file)};
    }
    return std::nullopt;
}

} // namespace overlap::folder
