#include "overlap/net/tlstransport.h"

#include <QDateTime>
#include <QNetworkProxy>
#include <QSslConfiguration>
#include <QSslError>
#include <QSslSocket>

#include <algorithm>
#include <utility>

namespace overlap::net {

namespace {

class TlsTransport final : public Transport
{
public:
    explicit TlsTransport(std::unique_ptr<QSslSocket> socket) : m_socket(std::move(socket))
    {
        const auto forward = [this](auto signal, auto what) {
            QObject::connect(m_socket.get(), signal, &m_context, what);
        };
        forward(&QSslSocket::readyRead, [this] { listener().readable(); });
        forward(&QSslSocket::encryptedBytesWritten, [this] { reportSent(); });
        forward(&QSslSocket::alertReceived,
                [this](QSsl::AlertLevel, QSsl::AlertType type, const QString &) {
                    m_isClosed = m_isClosed || type == QSsl::AlertType::CloseNotify;
                });
        forward(&QSslSocket::disconnected, [this] { ended(); });
        forward(&QSslSocket::errorOccurred, [this](QAbstractSocket::SocketError error) {
            if (error != QAbstractSocket::RemoteHostClosedError &&
                error != QAbstractSocket::SocketTimeoutError)
                listener().gone();
        });
    }
    ~TlsTransport() override { m_socket->disconnect(&m_context); }

    Peer peer() const override
    {
        Peer peer{{}, m_socket->peerPort()};
        const Q_IPV6ADDR address = m_socket->peerAddress().toIPv6Address();
        std::ranges::copy(address.c, peer.address.begin());
        return peer;
    }
    qint64 receive(char *buffer, qint64 size) override
    {
        return std::max<qint64>(0, m_socket->read(buffer, size));
    }
    void catchUp() override { m_socket->waitForReadyRead(0); }
    void send(std::span<const QByteArray> pieces, bool) override
    {
        for (const QByteArray &piece : pieces) {
            m_unreported += piece.size();
            m_socket->write(piece);
        }
        m_socket->flush();
        reportSent();
    }
    void waitSent() override
    {
        m_socket->waitForBytesWritten(50);
        reportSent();
    }
    qint64 undelivered() const override { return 0; }
    void shutdownWrite() override { m_socket->disconnectFromHost(); }
    void close(bool now) override
    {
        m_socket->disconnect(&m_context);
        if (now)
            m_socket->abort();
        else
            m_socket->disconnectFromHost();
    }

private:
    // What is encrypted is a little more than what was given: the rest is reported with the last of
    // it.
    void reportSent()
    {
        if (m_socket->state() != QAbstractSocket::ConnectedState)
            return;
        const qint64 waiting = m_socket->bytesToWrite() + m_socket->encryptedBytesToWrite();
        const qint64 sent = std::max<qint64>(0, m_unreported - waiting);
        m_unreported -= sent;
        if (sent > 0)
            listener().sent(sent);
    }
    void ended()
    {
        listener().readable(); // what came before it is still there
        if (m_isClosed || !tellsWhoEnds())
            listener().peerFinished();
        else
            listener().gone();
    }

    const std::unique_ptr<QSslSocket> m_socket;
    QObject m_context;
    qint64 m_unreported = 0; // bytes that were given to send(), without those told to sent()
    bool m_isClosed = false; // the peer has said that it sends no more
};

class TlsConnector final : public Connector
{
public:
    TlsConnector(const ConnectTo &to, const TlsOptions &how, std::function<void()> securing,
                 Done done)
        : m_securing(std::move(securing))
        , m_done(std::move(done))
        , m_socket(std::make_unique<QSslSocket>())
    {
        QSslSocket &socket = *m_socket;
        QObject::connect(&socket, &QSslSocket::encrypted, &m_context, [this] { secured(); });
        QObject::connect(&socket, &QSslSocket::connected, &m_context, [this] {
            m_isConnected = true;
            m_socket->startClientEncryption();
            m_securing();
        });
        // Queued, so that the socket is not destroyed while it emits.
        QObject::connect(
            &socket, &QSslSocket::errorOccurred, &m_context,
            [this](QAbstractSocket::SocketError error) { fail(error); }, Qt::QueuedConnection);
        prepare(socket, how);
        socket.setProxy(QNetworkProxy::NoProxy);
        socket.setReadBufferSize(to.readAhead);
        socket.connectToHost(to.address, to.port);
    }

private:
    void secured()
    {
        m_socket->disconnect(&m_context);
        m_socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
        const Done done = std::move(m_done);
        done(std::make_unique<TlsTransport>(std::move(m_socket)), ConnectError::None);
    }
    void fail(QAbstractSocket::SocketError error)
    {
        const Done done = std::exchange(m_done, nullptr);
        if (!done)
            return;
        if (m_isConnected)
            done(nullptr, whyNotSecure(*m_socket));
        else
            done(nullptr, error == QAbstractSocket::ConnectionRefusedError
                              ? ConnectError::Refused
                              : ConnectError::Unreachable);
    }

    const std::function<void()> m_securing;
    Done m_done;
    std::unique_ptr<QSslSocket> m_socket;
    QObject m_context;
    bool m_isConnected = false;
};

} // namespace

void prepare(QSslSocket &socket, const TlsOptions &how)
{
    QSslConfiguration configuration = socket.sslConfiguration();
    if (how.trusted)
        configuration.setCaCertificates(how.trusted->certificates());
    if (how.isInsecure)
        configuration.setPeerVerifyMode(QSslSocket::VerifyNone);
    socket.setSslConfiguration(configuration);
    socket.setPeerVerifyName(how.name);
}

static ConnectError connectErrorOf(QSslError::SslError error)
{
    switch (error) {
    case QSslError::HostNameMismatch: return ConnectError::WrongName;
    case QSslError::SelfSignedCertificate:
    case QSslError::SelfSignedCertificateInChain:
    case QSslError::UnableToGetIssuerCertificate:
    case QSslError::UnableToGetLocalIssuerCertificate:
    case QSslError::UnableToVerifyFirstCertificate:
    case QSslError::CertificateUntrusted: return ConnectError::Untrusted;
    default: return ConnectError::NotSecure;
    }
}

ConnectError whyNotSecure(const QSslSocket &socket)
{
    const QList<QSslError> errors = socket.sslHandshakeErrors();
    if (errors.isEmpty() || socket.peerVerifyMode() == QSslSocket::VerifyNone)
        return ConnectError::NotSecure;
    // Not every backend tells of its dates, and others tell of those of who has signed it.
    const QDateTime now = QDateTime::currentDateTimeUtc();
    const QSslCertificate certificate = socket.peerCertificate();
    if (certificate.expiryDate() < now || certificate.effectiveDate() > now)
        return ConnectError::OutOfDate;
    auto why = ConnectError::NotSecure;
    for (const QSslError &error : errors)
        why = std::max(why, connectErrorOf(error.error()));
    return why;
}

bool tellsWhoEnds()
{
    return QSslSocket::activeBackend() == QStringLiteral("openssl"); // only it tells of alerts
}

std::unique_ptr<Connector> connectTls(const ConnectTo &to, const TlsOptions &how,
                                      std::function<void()> securing, Connector::Done done)
{
    return std::make_unique<TlsConnector>(to, how, std::move(securing), std::move(done));
}

} // namespace overlap::net
