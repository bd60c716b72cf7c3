//! Certificates and keys of a kubeconfig: read, decoded and validated before anything is sent.

use crate::source::kubeconfig::{Cluster, FieldPlace, User};
use crate::source::{Trouble, files};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use kube::Config;
use kube::client::ConfigExt;
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use secrecy::{ExposeSecret, SecretString};
use std::path::Path;

/// The largest file with certificates or keys.
pub const LARGEST: usize = 4 << 20;

/// The TLS settings of a connection.
pub struct Tls {
    authority: Option<Vec<Vec<u8>>>,
    /// The certificates that verify the server, in the form passed to a plugin.
    pub authority_pem: Option<Vec<u8>>,
    insecure: bool,
    server_name: Option<String>,
    identity: Option<TlsIdentity>,
}

/// A client certificate and its key, both in PEM.
pub struct TlsIdentity {
    pub certificate: String,
    pub key: SecretString,
}

impl Tls {
    /// Returns the settings of a cluster without TLS fields.
    pub fn none() -> Self {
        Self { authority: None, authority_pem: None, insecure: false, server_name: None, identity: None }
    }

    /// Reads the TLS settings of a cluster.
    ///
    /// # Errors
    /// If the certificate authority cannot be read or is invalid.
    pub fn of_cluster(cluster: &Cluster) -> Result<Self, Trouble> {
        let pair = FileOrData { file: "certificate-authority", data: "certificate-authority-data" };
        let found = pair.read(&cluster.at, &cluster.authority, &cluster.authority_data)?;
        let mut authority = None;
        if let Some((field, pem)) = &found {
            if cluster.insecure {
                let why = format!("{field} and insecure-skip-tls-verify exclude each other");
                return Err(cluster.at.refuse(field, why));
            }
            let ders = certificates(pem).map_err(|why| cluster.at.refuse(field, why))?;
            let mut trial = Config::new(http::Uri::from_static("https://localhost"));
            trial.root_cert = Some(ders.clone());
            trial
                .rustls_client_config()
                .map_err(|_| cluster.at.refuse(field, "a certificate in it is damaged or not X.509"))?;
            authority = Some(ders);
        }
        let server_name = Some(cluster.tls_server_name.clone()).filter(|name| !name.is_empty());
        if let Some(name) = &server_name
            && ServerName::try_from(name.as_str()).is_err()
        {
            return Err(cluster.at.refuse("tls-server-name", "not a host name or an IP address"));
        }
        Ok(Self {
            authority,
            authority_pem: found.map(|(_, pem)| pem),
            insecure: cluster.insecure,
            server_name,
            identity: None,
        })
    }

    /// Reads the client certificate of a user, and checks that it matches its key.
    ///
    /// # Errors
    /// If the certificate or its key cannot be read, is invalid, or they do not match.
    pub fn identify(&mut self, user: &User) -> Result<(), Trouble> {
        let of_certificate = FileOrData { file: "client-certificate", data: "client-certificate-data" };
        let of_key = FileOrData { file: "client-key", data: "client-key-data" };
        let key_data = user.key_data.as_ref().map_or("", |data| data.expose_secret());
        let certificate = of_certificate.read(&user.at, &user.certificate, &user.certificate_data)?;
        let key = of_key.read(&user.at, &user.key, key_data)?;
        let (certificate_field, certificate, key_field, key) = match (certificate, key) {
            (Some((one, certificate)), Some((other, key))) => (one, certificate, other, key),
            (Some((field, _)), None) => {
                return Err(user.at.refuse(field, "client-key or client-key-data is missing"));
            }
            // A key without a certificate identifies no user; kubectl accepts it, too.
            (None, _) => return Ok(()),
        };
        certificates(&certificate).map_err(|why| user.at.refuse(certificate_field, why))?;
        let key = String::from_utf8(key).unwrap_or_default();
        if PrivateKeyDer::from_pem_slice(key.as_bytes()).is_err() {
            return Err(user.at.refuse(key_field, "no private key in PEM (PKCS#8, PKCS#1 or SEC1)"));
        }
        let certificate = String::from_utf8(certificate).unwrap_or_default();
        let identity = TlsIdentity { certificate, key: key.into() };
        if !identity.fits() {
            return Err(user
                .at
                .refuse(key_field, "the key is damaged, or does not belong to the certificate"));
        }
        self.identity = Some(identity);
        Ok(())
    }

    /// Sets the certificate of a credential plugin.
    pub fn set_identity(&mut self, identity: TlsIdentity) {
        self.identity = Some(identity);
    }

    /// Whether the user has a client certificate.
    pub fn identifies(&self) -> bool {
        self.identity.is_some()
    }

    /// Applies everything to the client configuration.
    pub fn apply(self, config: &mut Config) {
        config.root_cert = self.authority;
        config.accept_invalid_certs = self.insecure;
        config.tls_server_name = self.server_name;
        if let Some(identity) = self.identity {
            identity.apply(config);
        }
    }
}

impl TlsIdentity {
    /// Returns whether TLS accepts the certificate with this key.
    pub fn fits(&self) -> bool {
        let mut trial = Config::new(http::Uri::from_static("https://localhost"));
        // The machine's own certificates need not be read for this check.
        trial.root_cert = Some(Vec::new());
        trial.accept_invalid_certs = true;
        self.apply(&mut trial);
        trial.rustls_client_config().is_ok()
    }

    fn apply(&self, config: &mut Config) {
        config.auth_info.client_certificate_data = Some(STANDARD.encode(&self.certificate));
        config.auth_info.client_key_data = Some(STANDARD.encode(self.key.expose_secret()).into());
    }
}

/// Returns the certificates of a PEM text, decoded.
///
/// # Errors
/// If the text contains no valid certificate.
pub fn certificates(pem: &[u8]) -> Result<Vec<Vec<u8>>, &'static str> {
    let mut found = Vec::new();
    for one in CertificateDer::pem_slice_iter(pem) {
        found.push(one.map_err(|_| "a PEM block in it is damaged")?.to_vec());
    }
    if found.is_empty() {
        return Err("no certificate in PEM (-----BEGIN CERTIFICATE-----)");
    }
    Ok(found)
}

/// Two fields with the same meaning: the name of a file, and data in base64.
struct FileOrData {
    file: &'static str,
    data: &'static str,
}

impl FileOrData {
    /// Returns the bytes, and the field they were read from.
    fn read(
        &self,
        at: &FieldPlace,
        file: &str,
        data: &str,
    ) -> Result<Option<(&'static str, Vec<u8>)>, Trouble> {
        match (file.is_empty(), data.is_empty()) {
            (true, true) => Ok(None),
            (false, false) => {
                Err(at.refuse(self.file, format!("{} is given as well; keep one of them", self.data)))
            }
            (true, false) => {
                let bare: String = data.chars().filter(|letter| !letter.is_whitespace()).collect();
                let bytes = STANDARD.decode(bare).map_err(|_| at.refuse(self.data, "not base64"))?;
                Ok(Some((self.data, bytes)))
            }
            (false, true) => {
                let path = at.folder().join(Path::new(file));
                let bytes = files::bytes(&path, LARGEST).map_err(|why| {
                    at.refuse(
                        self.file,
                        format!("{}: {why}", crate::source::message::line(&path.display().to_string())),
                    )
                })?;
                Ok(Some((self.file, bytes)))
            }
        }
    }
}
