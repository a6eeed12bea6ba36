#include <QCoreApplication>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QUrl>

#include <cstdio>

using namespace Qt::StringLiterals;

constexpr int count = 12;
static int answered = 0;

static void report(int n, const QNetworkReply &reply)
{
    std::printf("%d %s\n", n,
                qPrintable(reply.errorString()));
    std::fflush(stdout);
    if (++answered == count)
        QCoreApplication::quit();
}

//! [shown]
void askAll(QNetworkAccessManager &manager, const QUrl &url)
{
    for (int n = 1; n <= count; ++n) {
        QUrl each = url; // no two have the same target
        each.setQuery(u"n=%1"_s.arg(n));
        // It opens six connections to one host. Who has
        // none waits in it, where no server sees it.
        auto *reply =
            manager.get(QNetworkRequest(each)); //! sleeping
        QObject::connect(reply, &QNetworkReply::finished,
                         [=] {
                             report(n, *reply);
                             reply->deleteLater();
                         });
    }
}
//! [shown]

// Asks the URL of its argument twelve times.
int main(int argc, char *argv[])
{
    const QCoreApplication application(argc, argv);
    if (argc < 2)
        return 1;
    QNetworkAccessManager manager;
    askAll(manager, QUrl(QString::fromLocal8Bit(argv[1])));
    return QCoreApplication::exec();
}
