#include "overlap/scenario/filewatch.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <chrono>

namespace overlap::scenario {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto settlesWithin = 100ms; // after the last step
constexpr auto looksEvery = 500ms;
constexpr qint64 largestFile = 16 * 1024 * 1024;

} // namespace

FileWatch::FileWatch(QObject *parent) : QObject(parent)
{
    m_looking.setInterval(looksEvery);
    connect(&m_looking, &QTimer::timeout, this, &FileWatch::look);
    m_settling.setSingleShot(true);
    connect(&m_settling, &QTimer::timeout, this, &FileWatch::readAgain);
    const auto settle = [this] { m_settling.start(settlesWithin); };
    connect(&m_watcher, &QFileSystemWatcher::fileChanged, this, settle);
    connect(&m_watcher, &QFileSystemWatcher::directoryChanged, this, settle);
}

void FileWatch::open(const QString &path)
{
    close();
    m_path = QFileInfo(path).absoluteFilePath();
    follow(); // first, so that no change is missed
    m_looking.start();
    QFile file(m_path);
    if (!file.open(QIODevice::ReadOnly)) {
        Q_EMIT refused(
            u"Can't read %1: %2."_s.arg(QDir::toNativeSeparators(m_path), file.errorString()));
        return;
    }
    m_text = file.read(largestFile + 1);
    read();
}

void FileWatch::close()
{
    m_looking.stop();
    m_settling.stop();
    const QStringList watched = m_watcher.files() + m_watcher.directories();
    if (!watched.isEmpty())
        m_watcher.removePaths(watched);
    m_path.clear();
    m_text = {};
}

// The watcher forgets a file that is replaced, which only its folder tells of. It tells of any
// other file, too.
void FileWatch::follow()
{
    if (!m_watcher.files().contains(m_path) && QFileInfo::exists(m_path))
        m_watcher.addPath(m_path);
    if (m_watcher.directories().isEmpty())
        m_watcher.addPath(QFileInfo(m_path).absolutePath());
}

// The watcher stays with a folder that gets another name, doesn't know when one comes back, what is
// behind a link to another folder, or what other machines write.
void FileWatch::look()
{
    const QFileInfo file(m_path);
    const bool isSame = file.lastModified() == m_modified && file.size() == m_size;
    m_modified = file.lastModified();
    m_size = file.size();
    if (!isSame)
        m_settling.start(settlesWithin);
}

void FileWatch::readAgain()
{
    follow();
    QFile file(m_path);
    if (!file.open(QIODevice::ReadOnly))
        return; // it is being replaced; if it is gone for good, its rules stay
    QByteArray text = file.read(largestFile + 1);
    if (text == m_text && !m_text.isNull())
        return; // something else happened in the folder
    m_text = std::move(text);
    read();
}

void FileWatch::read()
{
    const QString name = QFileInfo(m_path).fileName();
    if (m_text.size() > largestFile) {
        Q_EMIT refused(u"%1 is too large for a scenario: at most 16 MiB."_s.arg(name));
        return;
    }
    const auto got = scenario::read(m_text, QFileInfo(m_path).absolutePath());
    if (const auto *wrong = std::get_if<Error>(&got))
        Q_EMIT refused(wrong->sentence(name));
    else
        Q_EMIT changed(std::get<Scenario>(got));
}

} // namespace overlap::scenario
