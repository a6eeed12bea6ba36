#pragma once

#include "overlap/session.h"
#include "widgets/numberbox.h"

#include <QWidget>

class QComboBox;
class QLineEdit;
class QSettings;
class QToolButton;

namespace overlap::ui {

class FlowLayout;

// Main thread. The fields of a plan for the built-in client, and presets that fill them in.
class SendForm : public QWidget
{
    Q_OBJECT
public:
    explicit SendForm(QWidget *parent = nullptr);

    load::Plan plan() const; // valid only without a problem
    QString problem() const; // empty: none
    void setPlan(const load::Plan &plan);
    void restore(const QSettings &settings); // ignores invalid targets
    void save(QSettings &settings) const;
    void focusFirst();

Q_SIGNALS:
    void changed();
    void tried(); // a target was chosen to be sent now

protected:
    void changeEvent(QEvent *event) override;

private:
    void build();
    static void addField(FlowLayout &fields, const QString &text, QWidget *field);
    void setNames();
    void wire();
    void choose(int preset);
    void tryOut(const QString &target);
    void edited();
    void updateColours();

    QComboBox *m_preset;
    QLineEdit *m_targets;
    QToolButton *m_try;
    CountBox *m_count;
    CountBox *m_atOnce;
    CountBox *m_rounds;
    QComboBox *m_connections;
    SecondsBox *m_ramp;
    SecondsBox *m_pause;
    SecondsBox *m_timeout;
};

} // namespace overlap::ui
