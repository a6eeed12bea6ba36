#include "overlap/folder/openfile.h"

#include <algorithm>

namespace overlap::folder {

QByteArray OpenFile::read(qint64 from, qint64 size, Wait wait) const
{
    if (wait == Wait::Never && !asksCache)
        return {};
    QByteArray bytes(size, Qt::Uninitialized);
    qint64 done = 0;
    while (done < size) {
        char *const to = bytes.data() + done;
        const qint64 count = wait == Wait::Allowed ? file.read(from + done, to, size - done)
                                                   : file.readCached(from + done, to, size - done);
        if (count <= 0)
            break;
        done += count;
    }
    bytes.truncate(done);
    return bytes;
}

bool isBelow(const QString &root, const QString &path, Names rules)
{
    if (path == root)
        return !root.isEmpty();
    const QString folder = root.endsWith(u'/') ? root : root + u'/';
    if (root.isEmpty() || !path.startsWith(folder))
        return false;
    const QStringList names = path.sliced(folder.size()).split(u'/');
    return std::ranges::all_of(names,
                               [rules](const QString &name) { return isShown(name, rules); });
}

} // namespace overlap::folder
