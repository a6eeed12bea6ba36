#pragma once

#include "overlap/scenario/scenariofile.h"

#include <QDateTime>
#include <QFileSystemWatcher>
#include <QObject>
#include <QTimer>

namespace overlap::scenario {

// Main thread. Reads a scenario's file, and reads it again when it changes: also if an editor
// replaces the file, or it is gone for a moment, with its folder or without, or lies behind a link.
class FileWatch : public QObject
{
    Q_OBJECT
public:
    explicit FileWatch(QObject *parent = nullptr);

    // Follows this file from now on, whatever is in it, and reads it at once.
    void open(const QString &path);
    void close();                                  // follows none
    const QString &path() const { return m_path; } // absolute; empty: none

Q_SIGNALS:
    void changed(const overlap::scenario::Scenario &scenario);
    // A sentence that says where and why. What was read before still holds.
    void refused(const QString &sentence);

private:
    void follow();
    void look();
    void readAgain();
    void read();

    QString m_path;
    QFileSystemWatcher m_watcher;
    QTimer m_looking;  // for what the watcher can't tell
    QTimer m_settling; // whoever writes a file does so in several steps
    QDateTime m_modified;
    qint64 m_size = 0;
    QByteArray m_text; // as last read; null: it could not be read
};

} // namespace overlap::scenario
