#pragma once

#include "overlap/folder/names.h"

#include <QByteArray>

#include <optional>
#include <utility>

namespace overlap::folder {

// Pure. What tells one state of a file from another.
struct Stamp
{
    qint64 size = 0;
    qint64 modifiedNs = 0; // since the Unix epoch
    quint64 id = 0;        // of the file in its file system; 0 where there is none
    bool operator==(const Stamp &) const = default;
};

// Any thread, one at a time. A descriptor or a handle of the system, which it closes.
class FileHandle
{
public:
    explicit FileHandle(qintptr handle = none) : m_handle(handle) {}
    FileHandle(FileHandle &&other) noexcept : m_handle(std::exchange(other.m_handle, none)) {}
    FileHandle &operator=(FileHandle &&other) noexcept
    {
        std::swap(m_handle, other.m_handle);
        return *this;
    }
    ~FileHandle();

    bool isOpen() const { return m_handle != none; }
    qintptr get() const { return m_handle; }
    qint64 read(qint64 from, char *to, qint64 most) const; // how many bytes; -1: an error
    // The same without waiting for the disk; -1: it would have to wait.
    qint64 readCached(qint64 from, char *to, qint64 most) const;

private:
    static constexpr qintptr none = -1;
    qintptr m_handle;
};

// Any thread, one at a time. A file or a folder that was found below a root.
struct OpenFile
{
    QString path; // without links
    Stamp stamp{};
    FileHandle file{};     // not open: it is a folder
    bool asksCache = true; // else reading always waits for the disk

    bool isFolder() const { return !file.isOpen(); }
    // Whether reading may wait for the disk.
    enum class Wait : quint8 { Allowed, Never };
    // At most `size` bytes from there on; fewer only at the end of the file, after an error, or
    // where the disk is to be waited for.
    QByteArray read(qint64 from, qint64 size, Wait wait = Wait::Allowed) const;
};

enum class NotOpened : quint8 {
    Missing, // or not to be known
    Failed,  // there is one, but the system can not open it now: too many files are open
};

// Any thread. Opens what is there if it lies below the root, wherever links lead, and if all names
// on its way are shown; `why` says why not. Waits for the disk. Whoever exchanges a link meanwhile
// wins nothing: what was opened is what is checked.
std::optional<OpenFile> openBelow(const QString &root, const QStringList &names, NotOpened &why);

// Any thread. The same for a file, without waiting for the disk: what is found is what openBelow()
// finds. Nothing where the system can't tell, there is a link on the way, or no file.
std::optional<OpenFile> openCached(const QString &root, const QStringList &names);

// Any thread. Whether the path, which has no links, is the root or lies below it, and all names on
// its way are shown. For openBelow() and listings.
bool isBelow(const QString &root, const QString &path, Names rules);

} // namespace overlap::folder
