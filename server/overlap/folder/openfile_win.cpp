#include "overlap/folder/openfile.h"

#include <windows.h> // first

#include <QDir>

#include <algorithm>

namespace overlap::folder {

namespace {

HANDLE handleOf(const FileHandle &file)
{
    return reinterpret_cast<HANDLE>(file.get());
}

// Also of a folder. Others may replace and delete what is open here.
FileHandle opened(const QString &path)
{
    return FileHandle(
        qintptr(::CreateFileW(reinterpret_cast<const wchar_t *>(path.utf16()), GENERIC_READ,
                              FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, nullptr,
                              OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS, nullptr)));
}

// Without links and short names, such as "//?/C:/site/a.txt"; empty: it has none.
QString pathOf(const FileHandle &file)
{
    QString path;
    DWORD size = 0;
    for (DWORD room = MAX_PATH; file.isOpen() && size >= DWORD(path.size()); room = size + 1) {
        path.resize(qsizetype(room));
        size = ::GetFinalPathNameByHandleW(handleOf(file), reinterpret_cast<wchar_t *>(path.data()),
                                           room, FILE_NAME_NORMALIZED);
        if (size == 0)
            break;
    }
    path.truncate(qsizetype(size));
    return path.replace(u'\\', u'/');
}

bool isMissing(DWORD error)
{
    return error != ERROR_TOO_MANY_OPEN_FILES && error != ERROR_NOT_ENOUGH_MEMORY &&
           error != ERROR_SHARING_VIOLATION;
}

qint64 nsOf(const FILETIME &time)
{
    constexpr qint64 unixEpoch = 116'444'736'000'000'000; // in steps of 100 ns, since 1601
    const qint64 steps = qint64(quint64(time.dwHighDateTime) << 32 | time.dwLowDateTime);
    return (steps - unixEpoch) * 100;
}

} // namespace

FileHandle::~FileHandle()
{
    if (isOpen())
        ::CloseHandle(handleOf(*this));
}

qint64 FileHandle::read(qint64 from, char *to, qint64 most) const
{
    OVERLAPPED place{};
    place.Offset = DWORD(from);
    place.OffsetHigh = DWORD(from >> 32);
    DWORD count = 0;
    const auto size = DWORD(std::min<qint64>(most, 1 << 30));
    if (::ReadFile(handleOf(*this), to, size, &count, &place))
        return count;
    return ::GetLastError() == ERROR_HANDLE_EOF ? 0 : -1;
}

std::optional<OpenFile> openBelow(const QString &root, const QStringList &names, NotOpened &why)
{
    why = NotOpened::Missing;
    const QString canonicalRoot = pathOf(opened(QDir::toNativeSeparators(root)));
    if (canonicalRoot.isEmpty())
        return std::nullopt;
    // Such a path is taken as it is: nothing in it is a device, or leads up.
    QString path = canonicalRoot;
    for (const QString &name : names)
        path += (path.endsWith(u'/') ? QString() : QString(u'/')) + name;
    FileHandle file = opened(path.replace(u'/', u'\\'));
    if (!file.isOpen()) {
        why = isMissing(::GetLastError()) ? NotOpened::Missing : NotOpened::Failed;
        return std::nullopt;
    }
    const QString real = pathOf(file);
    BY_HANDLE_FILE_INFORMATION info{};
    if (!isBelow(canonicalRoot, real, Names::Windows) ||
        ::GetFileType(handleOf(file)) != FILE_TYPE_DISK ||
        !::GetFileInformationByHandle(handleOf(file), &info))
        return std::nullopt;
    if (info.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY)
        file = FileHandle();
    return OpenFile{real,
                    {qint64(quint64(info.nFileSizeHigh) << 32 | info.nFileSizeLow),
                     nsOf(info.ftLastWriteTime),
                     quint64(info.nFileIndexHigh) << 32 | info.nFileIndexLow},
                    std::move(file)};
}

} // namespace overlap::folder
