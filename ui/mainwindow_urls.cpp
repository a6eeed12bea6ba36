// The URLs under which the server is reached: shown, and offered to copy.
#include "mainwindow.h"

#include "copying.h"
#include "panels/controlbar.h"
#include "panels/problembar.h"

#include <QMenu>

namespace overlap::ui {

void MainWindow::copyUrl()
{
    if (m_session.isServing())
        copyText(m_session.url().toString(), m_session.url().toString());
}

// Made anew each time: networks come and go.
void MainWindow::offerUrls()
{
    QMenu *menu = m_bar->copyMenu();
    menu->clear();
    if (!m_session.isServing())
        return;
    const auto offer = [menu](const QList<QUrl> &urls) {
        for (const QUrl &url : urls)
            menu->addAction(url.toString(), menu,
                            [url] { copyText(url.toString(), url.toString()); });
    };
    const Machine machine = Machine::current();
    offer(m_session.listening().urlsHere(machine));
    if (const QList<QUrl> urls = m_session.listening().urlsElsewhere(machine); !urls.isEmpty()) {
        menu->addSection(tr("From other machines"));
        offer(urls);
    }
}

void MainWindow::showExposure()
{
    if (!m_session.isServing() || !m_session.isExposed()) {
        m_exposure->clear();
        return;
    }
    const QList<QUrl> urls = m_session.listening().urlsElsewhere(Machine::current());
    m_exposure->showLasting(
        urls.isEmpty()
            ? tr("Other machines can reach this server as long as it serves. Stop it and choose "
                 "localhost to keep it to this one.")
            : tr("Other machines can reach this server at %1 as long as it serves. Stop it and "
                 "choose localhost to keep it to this one.")
                  .arg(urls.constFirst().toString()));
}

} // namespace overlap::ui
