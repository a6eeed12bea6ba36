#include "lesson.h"

#include <QQueue>
#include <QTimer>

using namespace std::chrono_literals;
using std::chrono::milliseconds;
using Done = std::function<void()>;

//! [shown]
milliseconds nap = 5s;
QQueue<Client> waiting; //! queued

// Calls `done` once it has answered: the next begins.
void handle(const Client &client, const Done &done)
{
    const QByteArray path = pathOf(client);
    const auto answer = [client, path, done] {
        reply(client, page(path));
        done();
    };
    if (path == "/sleep") // the loop is free meanwhile
        QTimer::singleShot(nap, answer); //! sleeping
    else
        answer();
}
//! [shown]

static bool isBusy = false;

static void serveNext()
{
    if (isBusy || waiting.isEmpty())
        return;
    isBusy = true;
    handle(waiting.dequeue(), [] {
        isBusy = false;
        serveNext();
    });
}

int main(int argc, char *argv[])
{
    const QCoreApplication application(argc, argv);
    nap = argument(argc, argv, nap);
    QTcpServer server;
    whenAsked(server, [](const Client &client) {
        waiting.enqueue(client);
        serveNext();
    });
    return serve(server);
}
