//! The numbers that records are given by the product: a customer's by the firm's template, a service
//! record's by the year.

use crate::app::Error;
use crate::app::Gate;
use crate::domain::child::service;
use crate::domain::customer::number;
use crate::domain::customer::tag;
use crate::domain::ids::Kind;
use crate::domain::record::Record;
use crate::domain::value::Value;

impl Gate<'_, '_> {
    /// Without gaps: it is given last.
    pub(super) fn number<R: Record>(&mut self, record: &mut R) -> Result<(), Error> {
        if R::KIND == Kind::Service {
            return self.number_service(record);
        }
        if R::KIND != Kind::Customer {
            return Ok(());
        }
        let industry = record.value(tag::INDUSTRY).into_choice();
        let field = self.live.catalogue.by_tag(Kind::Customer, tag::INDUSTRY);
        let code = field.zip(industry).and_then(|(field, id)| field.choice(id));
        let code = code.map(|choice| choice.code.as_str()).filter(|code| !code.is_empty());
        let year = self.live.settings.year(self.op.now);
        let template = number::Template::parse(&self.live.settings.numbering)
            .map_err(|_| Error::Rule("numbering_broken"))?;
        let prefix = template.prefix(code, year);
        let number = self.unit.count(&prefix)?;
        record.set_value(tag::CODE, Value::Text(template.render(code, year, number)));
        Ok(())
    }

    /// `SV-2026-0001`: counted by year, without gaps.
    fn number_service<R: Record>(&mut self, record: &mut R) -> Result<(), Error> {
        let prefix = format!("SV-{}-", self.live.settings.year(self.op.now));
        let number = self.unit.count(&prefix)?;
        let number = Value::Text(format!("{prefix}{number:04}"));
        record.set_value(service::tag::NUMBER, number);
        Ok(())
    }
}
