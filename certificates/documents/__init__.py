"""♥ The certificate document: the JSON that proves a certificate without us."""
