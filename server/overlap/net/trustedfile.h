#pragma once

#include <QDateTime>
#include <QList>
#include <QMutex>
#include <QSslCertificate>
#include <QString>

#include <utility>

namespace overlap::net {

// Any thread. The certificates (PEM) in a file, which is read once, and again when it has changed.
class TrustedFile
{
public:
    explicit TrustedFile(QString path) : m_path(std::move(path)) {}

    QList<QSslCertificate> certificates(); // empty if it can't be read, or has none

private:
    const QString m_path;
    QMutex m_mutex;     // guards what follows
    qint64 m_size = -1; // when it was read
    QDateTime m_modified;
    QList<QSslCertificate> m_certificates;
};

} // namespace overlap::net
